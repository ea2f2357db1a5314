"""What who raised a case may do to it: a menu beside it, on Home and in their notes."""

from __future__ import annotations

from bot.case.escalation import Escalation
from bot.case.states import UNDECIDED
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import ADD, ASK, CORRECT, LEAVE, THEIRS
from handlers.slack.messages.markup import section


def with_menu(text: str, e: Escalation) -> Block:
    """A paragraph with the menu beside it; without one where nothing is left to do."""
    return section(text) | _menu(e)


def until_decided(text: str, e: Escalation) -> Block:
    """The same in a note that it is raised, or taken up again: from the decision on, what they can
    do stands in the note of that, and this one is settled."""
    return section(text) | (_menu(e) if e.state in UNDECIDED else {})


def _menu(e: Escalation) -> Block:
    options = [
        {"text": {"type": "plain_text", "text": label}, "value": f"{what}:{e.id}"}
        for what, label in _entries(e)
    ]
    menu = {"type": "overflow", "action_id": THEIRS, "options": options}
    return {"accessory": menu} if options else {}


def _entries(e: Escalation) -> list[tuple[str, str]]:
    if e.is_closed:
        return []
    entries = [(ADD, "Add information …")]
    if e.is_unclaimed and e.run == 1:
        entries.append((CORRECT, "Correct title and account …"))
    if e.state in UNDECIDED:
        entries += [(ASK, "Ask for another priority …"), (LEAVE, "Withdraw …")]
    return entries
