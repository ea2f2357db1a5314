"""Approving a decision as its second person: from then on it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.case.review import ReviewVerdict, check_reason
from bot.case.transitions import Move
from bot.casework.approach import approach
from bot.casework.messages import Wordings
from bot.casework.news import instead_of
from bot.casework.record import record
from bot.casework.reviews import settle_review
from bot.casework.second_person import has_changed, reviewed, still_in_order
from bot.casework.standing import stand
from bot.events import DecisionApproved
from bot.notices import Approved
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class ApproveRequest:
    """Somebody approves a decision. `seen` is the review whose record they have read, None where
    they were shown none."""

    actor: Actor
    escalation_id: EscalationId
    reason: str = ""
    seen: int | None = None


def approve(
    work: Work, request: ApproveRequest, now: datetime, wordings: Wordings | None = None
) -> Receipt:
    """Makes the decision that was written stand, from this instant: the resolution clock is met,
    and who raised the case is told. `wordings`: what messages are read for, the built-in ones where
    none are given.

    Raises Refused, also where the case has changed since it was written, or its rules have.
    """
    case = approach(work, request.escalation_id, request.actor)
    review = reviewed(work, case, Move.APPROVE, request.seen)
    check_reason(request.reason, sends_back=False)
    e = case.escalation
    if has_changed(e, review, work.timeline.of(e.id)):
        raise Refused(
            f"{e.reference} has changed since this decision was written, so it can't be approved "
            "as it is. Send it back, so that its owner looks at it again.",
            code=RefusalCode.NO_LONGER_SO,
        )
    outcome = still_in_order(work, case, review, now, wordings)
    settle_review(work, e, review, ReviewVerdict.APPROVED, request.actor.user, now, request.reason)
    approved = DecisionApproved(review.by)
    record(work, e.id, now, approved, by=request.actor, why=request.reason)
    writer, by = Actor(review.by, Via.FORM), request.actor.user
    decision = stand(work, case, review.draft, outcome, writer, now, approved_by=by)
    told = instead_of(work, case.served_by, e, review.by, now)
    work.outbox.put(
        *(
            Approved(o.to, e.id, decision.id, request.actor.user, request.reason, o.in_place_of)
            for o in told
            if o.to != request.actor.user
        )
    )
    return Receipt(f"You approved the decision on {e.reference}: it stands now.", e.id)
