"""From what is said of a second look to a message."""

from __future__ import annotations

from datetime import datetime

from bot.case.errors import Refused
from bot.case.identifiers import reference
from bot.case.second_look import LookId
from bot.casework.case_view import Glimpse
from bot.casework.second_looks import is_about_what_stands
from bot.casework.viewer import view_for
from bot.notices import SecondLookDiffers, SecondLookNote, SecondLookWanted
from bot.ports import Work
from bot.views.second_look import blind_case
from handlers.slack.messages.markup import Message, thread_link
from handlers.slack.messages.second_looks import (
    differs,
    differs_of_kept,
    no_longer_wanted,
    settled_difference,
    wanted,
)
from handlers.web_api.directory import team_url


def render_second_look(work: Work, notice: SecondLookNote, now: datetime) -> Message | None:
    """The message, or None where what it would say is no longer so."""
    if isinstance(notice, SecondLookDiffers):
        return _difference(work, notice, now)
    look = work.second_looks.peek(LookId(notice.look))
    if look is None or look.number != notice.number or look.comes_at is not None:
        return None
    try:
        return wanted(blind_case(work, look.id, notice.to))
    except Refused:
        return None


def _difference(work: Work, notice: SecondLookDiffers, now: datetime) -> Message | None:
    look = work.second_looks.peek(LookId(notice.look))
    escalation = work.escalations.peek(notice.escalation_id)
    if look is None or escalation is None or not look.is_unsettled:
        return None
    if not is_about_what_stands(work, escalation, look):
        return None
    seen = view_for(work, notice.to, escalation)
    if isinstance(seen, Glimpse):
        return differs_of_kept(seen, now)
    policy = work.policies.current()
    grounds = policy.grounds if policy is not None else {}
    url = thread_link(team_url(work), seen.thread)
    return differs(seen, look, grounds, notice.in_place_of, url)


def settled_second_look(work: Work, notice: SecondLookNote) -> Message:
    """What a note says once there is nothing left to press."""
    look = work.second_looks.peek(LookId(notice.look))
    assert look is not None, "second looks are kept"
    named = reference(look.escalation_id)
    if isinstance(notice, SecondLookWanted):
        return no_longer_wanted(named, look, notice.to)
    escalation = work.escalations.peek(look.escalation_id)
    assert escalation is not None, "cases are kept"
    is_kept = isinstance(view_for(work, notice.to, escalation), Glimpse)
    return settled_difference(named, None if is_kept else look.settled)
