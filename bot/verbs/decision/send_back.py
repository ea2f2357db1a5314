"""Sending a decision back to its owner as its second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.review import ReviewVerdict, check_reason
from bot.case.transitions import Move
from bot.casework.approach import approach
from bot.casework.news import instead_of
from bot.casework.record import case_changed, record
from bot.casework.reviews import settle_review
from bot.casework.second_person import reviewed
from bot.events import DecisionSentBack
from bot.notices import Milestones, SentBack
from bot.ports import Receipt, Work
from bot.reminders.timers import COMMUNICATE_EVERY, Communicate


@dataclass(frozen=True, slots=True)
class SendBackRequest:
    """Somebody sends a decision back to its owner, and says what is to be changed. `seen` as of an
    approval."""

    actor: Actor
    escalation_id: EscalationId
    reason: str
    seen: int | None = None


def send_back(work: Work, request: SendBackRequest, now: datetime) -> Receipt:
    """Gives the decision back to its owner with what is to be changed; an earlier one that it was
    to correct stands. Raises Refused."""
    case = approach(work, request.escalation_id, request.actor)
    review = reviewed(work, case, Move.SEND_BACK, request.seen)
    check_reason(request.reason, sends_back=True)
    before, by = case.escalation, request.actor
    settle_review(work, before, review, ReviewVerdict.SENT_BACK, by.user, now, request.reason)
    after = work.escalations.save(before.sent_back())
    if after.is_untold:
        work.timers.plan([Communicate(now + COMMUNICATE_EVERY, before.id)])
    record(work, before.id, now, DecisionSentBack(), by=by, why=request.reason)
    owner = before.owner or review.by
    told = (
        SentBack(o.to, before.id, review.id, by.user, request.reason, o.in_place_of)
        for o in instead_of(work, case.served_by, before, owner, now)
        if o.to != by.user
    )
    case_changed(work, before.id, by.user, Milestones(before.id, (now.isoformat(),)), *told)
    return Receipt(f"The decision on {before.reference} is back with its owner.", before.id)
