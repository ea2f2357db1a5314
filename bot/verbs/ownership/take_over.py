"""Taking a case over from its owner, which managers may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import at_fault, check_text
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.permissions import check_conflict
from bot.case.transitions import Move
from bot.casework.approach import allowed, approach
from bot.casework.assignment import check_exclusion, no_longer_asked
from bot.casework.news import listeners
from bot.casework.offers import wake_unoffered
from bot.casework.ownership import take
from bot.casework.record import case_changed, record
from bot.events import CaseTakenOver
from bot.notices import TakenOver
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class TakeOverRequest:
    """A manager takes somebody's case, for a reason."""

    actor: Actor
    escalation_id: EscalationId
    reason: str


def take_over(work: Work, request: TakeOverRequest, now: datetime) -> Receipt:
    """Makes the manager its owner in the owner's place; a pending hand-over ends.

    Raises Refused for others than managers, for their own case or one they have a conflict of
    interest in, and without a reason.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.TAKE_OVER)
    check_conflict(case.escalation, case.who)
    check_exclusion(work, case)
    if faults := check_text("reason", request.reason, missing="Say why you take it over."):
        raise at_fault(faults)
    before, by = case.escalation, request.actor.user
    assert before.owner is not None, "what may be taken over has an owner"
    after = take(work, case, by, now)
    taken = CaseTakenOver(before.owner)
    record(work, before.id, now, taken, by=request.actor, why=request.reason)
    case_changed(work, before.id, by)
    told = listeners(work, case.served_by, before, by, now)
    work.outbox.put(
        *(TakenOver(one.to, before.id, by, request.reason, one.in_place_of) for one in told)
    )
    no_longer_asked(work, before, after, by)
    wake_unoffered(work, case.queue.name, now)
    return Receipt(f"{before.reference} is yours.", before.id)
