"""Closing a case without a decision: withdrawn, a duplicate, or misrouted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import Fault, RefusalCode, at_fault, check_text
from bot.case.identifiers import EscalationId, read_reference, reference
from bot.case.people import Actor
from bot.case.permissions import check_withdrawal
from bot.case.states import CloseReason
from bot.case.transitions import Move
from bot.casework.approach import allowed, approach
from bot.casework.assignment import no_longer_asked
from bot.casework.ending import end
from bot.casework.news import listeners
from bot.casework.offers import wake_unoffered
from bot.casework.record import case_changed, record
from bot.events import CaseWithdrawn
from bot.notices import Withdrawn
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class WithdrawRequest:
    """The case is to end without a decision."""

    actor: Actor
    escalation_id: EscalationId
    reason: str
    note: str = ""
    duplicate_of: str = ""


def withdraw(work: Work, request: WithdrawRequest, now: datetime) -> Receipt:
    """Closes a case without a decision: withdrawn, a duplicate, or misrouted. Raises Refused."""
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.WITHDRAW)
    before = case.escalation
    reason = _close_reason(request.reason)
    check_withdrawal(reason, before, case.who)
    if faults := check_text("note", request.note):
        raise at_fault(faults)
    duplicate_of = _original(work, request) if reason is CloseReason.DUPLICATE else None
    end(work, before, request.actor, now)
    after = before.closed(reason, now, note=request.note, duplicate_of=duplicate_of)
    work.escalations.save(after)
    record(work, before.id, now, CaseWithdrawn(reason), by=request.actor, why=request.note)
    by = request.actor.user
    told = listeners(work, case.served_by, before, by, now)
    notes = (Withdrawn(one.to, before.id, by, one.in_place_of) for one in told)
    case_changed(work, before.id, by, *notes)
    no_longer_asked(work, before, after, by)
    wake_unoffered(work, case.queue.name, now)
    return Receipt(f"{before.reference} is closed: {reason.value}.", before.id)


def _close_reason(name: str) -> CloseReason:
    reasons = [r for r in CloseReason if r is not CloseReason.COMMUNICATED]
    chosen = next((r for r in reasons if r.value == name), None)
    if chosen is None:
        words = "Choose why it is closed: withdrawn, duplicate or misrouted."
        raise at_fault({"reason": Fault(RefusalCode.INVALID, words)})
    return chosen


def _original(work: Work, request: WithdrawRequest) -> EscalationId:
    """The case this one repeats. Raises Refused unless it names another one that exists."""
    named = read_reference(request.duplicate_of)
    found = work.escalations.peek(named) if named is not None else None
    if found is not None and found.id != request.escalation_id:
        return found.id
    words = "Name the escalation it repeats, like ESC-12."
    if named is not None:
        itself = named == request.escalation_id
        words = "It can't repeat itself." if itself else f"There is no {reference(named)}."
    raise at_fault({"duplicate_of": Fault(RefusalCode.NOT_FOUND, words)})
