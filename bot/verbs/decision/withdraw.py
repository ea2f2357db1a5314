"""Closing a case without a decision: withdrawn, a duplicate, or misrouted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import Fault, RefusalCode, at_fault, check_text
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.permissions import check_withdrawal
from bot.case.states import WITHOUT_DECISION, CloseReason
from bot.case.transitions import Move
from bot.casework.approach import allowed, approach
from bot.casework.closing import close
from bot.casework.duplicates import lock_in_order, repeated
from bot.casework.merging import merge, take_questions_along
from bot.casework.record import record
from bot.events import CaseWithdrawn
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
    if request.reason == CloseReason.DUPLICATE:
        lock_in_order(work, request.escalation_id, request.duplicate_of)
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.WITHDRAW)
    before = case.escalation
    reason = _close_reason(request.reason)
    check_withdrawal(reason, before, case.who)
    if faults := check_text("note", request.note):
        raise at_fault(faults)
    into = repeated(work, case, request.duplicate_of) if reason is CloseReason.DUPLICATE else None
    duplicate_of = into.id if into is not None else None
    after = before.closed(reason, now, note=request.note, duplicate_of=duplicate_of)
    record(work, before.id, now, CaseWithdrawn(reason), by=request.actor, why=request.note)
    if into is not None:
        take_questions_along(work, before, into, now)
    close(work, case, after, now)
    if into is not None:
        merge(work, before, into, request.actor, now, request.note)
    ended = reason.value if into is None else f"merged into {into.reference}"
    return Receipt(f"{before.reference} is closed: {ended}.", before.id)


def _close_reason(name: str) -> CloseReason:
    chosen = next((r for r in WITHOUT_DECISION if r.value == name), None)
    if chosen is None:
        words = "Choose why it is closed: withdrawn, duplicate or misrouted."
        raise at_fault({"reason": Fault(RefusalCode.INVALID, words)})
    return chosen
