"""What a change of the settings would have done with what came in lately, in its form and as a
message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.case.errors import Refused
from bot.case.people import Actor, Via
from bot.notices import WhatIfAsked
from bot.reports.books import Library
from bot.reports.rehearsal import rehearse
from bot.simulation.summary import compared
from bot.verbs.settings.change_settings import SettingsReview, review
from handlers.slack.contract.answers import Block, View
from handlers.slack.forms.settings import contents, pages
from handlers.slack.forms.settings.pages import Draft, Form, Typed, read_address
from handlers.slack.messages.markup import Message, section, small_print
from handlers.slack.messages.settings import diff
from handlers.slack.messages.settings_words import in_words
from handlers.slack.messages.what_if import (
    WEEKS,
    no_what_if,
    told_lines,
    trust_line,
    what_if_note,
)

SEED = 1
"""The same each time: who asks twice sees the same."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A change that can be made, with the page that shows it."""

    form: Form
    draft: Draft
    holds: Typed
    found: SettingsReview

    def view(self, *blocks: Block) -> View:
        """Its page, with what is told of what it would have done."""
        return pages.reviewed(self.form, self.draft, self.found, self.holds, blocks)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it: as a message, and in the form."""

    note: Message
    view: View


def asked(storage: Library, notice: WhatIfAsked, now: datetime) -> Asked | Message:
    """The change that is asked about. What can't be is said instead."""
    draft = Draft(read_address(notice.at), notice.opened, notice.shown_on, notice.shown)
    holds = dict(notice.holds)
    try:
        form = contents.form_at(draft.address)
        with storage.read() as work:
            change = form.change(draft.address, holds)
            actor, based_on = Actor(notice.to, Via.FORM), draft.shown_on or draft.opened
            found = review(work, actor, change, based_on, now)
    except Refused as refusal:
        return _said(no_what_if(refusal.words))
    return Asked(form, draft, holds, found)


def tried(storage: Library, change: Asked, now: datetime) -> Tried:
    """What it would have done over the last weeks."""
    blocks, note = _told(storage, change.found, now)
    return Tried(note, change.view(*blocks))


def _told(storage: Library, found: SettingsReview, now: datetime) -> tuple[list[Block], Message]:
    changes = diff(in_words(found.current, found.policy), found.current, found.policy)
    last = now.astimezone(ZoneInfo(found.current.timezone)).date()
    first = last - timedelta(weeks=WEEKS) + timedelta(days=1)
    try:
        rehearsal = rehearse(storage, found.policy, (first, last), (), now, SEED)
    except Refused as refusal:
        words = no_what_if(refusal.words)
        return [section(words)], _said(f"{changes}\n{words}")
    short = compared(rehearsal.past, rehearsal.in_force, rehearsal.tried)
    with storage.read() as work:
        names = work.people.names([user for user, _, _ in short.loads])
    shown = [section("\n".join(told_lines(short, names))), small_print(trust_line(short))]
    return shown, what_if_note(short, names, changes)


def _said(words: str) -> Message:
    return Message(words, [section(words)])
