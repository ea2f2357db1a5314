"""Ids of blocks and actions: what a message or a form writes, Slack sends back when it is used."""

from __future__ import annotations

CARD_BLOCK = "card"
"""The block id of a card's buttons: a click there is answered by the card itself."""
CARD_FACTS = "card_facts"
CARD_STORY = "card_story"
CARD_BLOCKS = (CARD_BLOCK, CARD_FACTS, CARD_STORY)
"""Where on a card something can be pressed."""
NOTE_BLOCK = "note"
ABSENCE_BLOCK = "absence"

RAISE = "raise"
MENUS = ("more", "more_on", "more_still")
"""A case's menus. An entry's value is the id of the button that does the same, and the case."""
THREAD_OPENED = "open_thread"
WHY_ME = "why_me"
DETAILS = "details"
"""Shows the whole of a case to who asks; the value is its number."""
HAND_OVER_TO = "hand_over_to"
"""Opens the form of a hand-over with a person chosen; the value is the case's number and who."""
SNOOZE = "snooze"
TRY_AGAIN = "retry_delivery"
GO_AWAY = "go_away"
"""Opens the form of being away; the value is whose, "" for one's own."""
COME_BACK = "come_back"
SETTINGS = "settings"
SETTINGS_PAGE = "settings_page"
"""Leads from one page of the settings to another; the value is its address."""

KIND_CHOSEN = "kind_chosen"
OUTCOME_CHOSEN = "outcome_chosen"

BOARD_WHAT = "board_what"
BOARD_QUEUE = "board_queue"
BOARD_KIND = "board_kind"
BOARD_PERSON = "board_person"
BOARD_OFFICE = "board_office"
BOARD_BACK = "board_back"
BOARD_ON = "board_on"
BOARD_ALL = "board_all"
EVERY = "all"
"""The value of the choice that narrows nothing."""
