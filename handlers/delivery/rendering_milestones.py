"""What everybody in a queue's channel reads: the card, and the replies in its thread."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.case.confidentiality import Confidentiality
from bot.case.decision import Decision
from bot.case.identifiers import EscalationId, reference
from bot.casework.assignment import hands_of
from bot.casework.case_view import view
from bot.casework.messages import may_be_in_thread
from bot.events import CaseDecided, Event, MergedFrom, MergedInto
from bot.notices import Added, CardChanged, Milestones
from bot.ports import Work
from handlers.slack.messages.card import card
from handlers.slack.messages.exchange import added
from handlers.slack.messages.markup import Message, link, thread_link
from handlers.slack.messages.milestones import milestone, reply
from handlers.web_api.directory import team_url


def in_thread(
    work: Work, notice: CardChanged | Added | Milestones, now: datetime
) -> Message | None:
    """What is said in a case's thread, which its card opens; None where nothing is to be told."""
    match notice:
        case Added():
            return added(notice)
        case Milestones():
            return milestones(work, notice)
        case CardChanged():
            escalation = work.escalations.peek(notice.escalation_id)
            if escalation is None:
                return None
            return card(view(work, escalation), now, hands=hands_of(work, escalation))
        case _:
            assert_never(notice)


def milestones(work: Work, notice: Milestones) -> Message | None:
    """One reply for all of them, a line each; None where nothing of it is to be told."""
    at = {datetime.fromisoformat(instant) for instant in notice.at}
    lines = []
    made: Decision | None = None
    e = work.escalations.peek(notice.escalation_id)
    for entry in work.timeline.of(notice.escalation_id):
        if entry.at not in at:
            continue
        event = entry.event
        decision = work.decisions.get(event.decision) if isinstance(event, CaseDecided) else None
        if decision is not None and e is not None and may_be_in_thread(e):
            made = decision
        other = _other(work, notice.escalation_id, event)
        lines += milestone(entry, decision, other)
    return reply(lines, made) if lines else None


def _other(work: Work, escalation_id: EscalationId, event: Event) -> str:
    """The case this one is merged with. Its title and link are for who may read that, too: for all,
    or for who reads this because both are in one channel; nobody else gets more than its
    reference, nor a link that leads nowhere for them."""
    if not isinstance(event, MergedInto | MergedFrom):
        return ""
    named = event.into if isinstance(event, MergedInto) else event.other
    here, other = work.escalations.peek(escalation_id), work.escalations.peek(named)
    if here is None or other is None:
        return reference(named)
    is_open = other.confidentiality == Confidentiality.INTERNAL
    is_beside = (other.channel, other.confidentiality) == (here.channel, here.confidentiality)
    if not is_open and not is_beside:
        return other.reference
    url = thread_link(team_url(work), work.escalations.thread_of(named))
    return link(url, f"{other.reference} {other.title}")
