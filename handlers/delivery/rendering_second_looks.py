"""From a second look that is asked for to a message."""

from __future__ import annotations

from bot.case.errors import Refused
from bot.case.identifiers import reference
from bot.case.second_look import LookId
from bot.notices import SecondLookWanted
from bot.ports import Work
from bot.views.second_look import blind_case
from handlers.slack.messages.markup import Message
from handlers.slack.messages.second_looks import no_longer_wanted, wanted


def render_second_look(work: Work, notice: SecondLookWanted) -> Message | None:
    """The case as its reviewer judges it, or None where they aren't asked any more, or have put it
    off."""
    look = work.second_looks.peek(LookId(notice.look))
    if look is None or look.number != notice.number or look.comes_at is not None:
        return None
    try:
        return wanted(blind_case(work, look.id, notice.to))
    except Refused:
        return None


def settled_second_look(work: Work, notice: SecondLookWanted) -> Message:
    """What a note says once there is nothing left to press."""
    look = work.second_looks.peek(LookId(notice.look))
    assert look is not None, "second looks are kept"
    return no_longer_wanted(reference(look.escalation_id), look, notice.to)
