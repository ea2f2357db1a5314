"""Changing a case's priority: other targets, with the time used so far kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.case.errors import Fault, RefusalCode, at_fault, check_text
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.priority import Priority
from bot.case.transitions import Move
from bot.casework.approach import Case, allowed, approach
from bot.casework.news import listeners
from bot.casework.offers import look_again, offer_of, plan_offer
from bot.casework.record import case_changed, record
from bot.casework.service_clocks import change_targets
from bot.casework.urgent import tell_of_p1
from bot.events import PriorityMoved
from bot.notices import PriorityChanged
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class PriorityRequest:
    """Somebody gives a case another priority, for a reason."""

    actor: Actor
    escalation_id: EscalationId
    priority: str
    reason: str


def change_priority(work: Work, request: PriorityRequest, now: datetime) -> Receipt:
    """Gives the case another priority: its clocks get that priority's targets and keep the time
    they have used; what was missed stays missed. Raises Refused naming the fields at fault."""
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.CHANGE_PRIORITY)
    before = case.escalation
    priority = _checked(request, case)
    after = replace(before, priority=priority)
    if after.offer is not None:
        made = offer_of(after, case.policy, case.queue, after.offer)
        after = after.offered(made)
        plan_offer(work, after, case.policy, case.queue, now)
    elif after.is_unclaimed:
        # Its clock may count all hours now, and with it people who were out until then.
        look_again(work, after.id, now)
    work.escalations.save(after)
    change_targets(work, after, case.served_by, now)
    moved = PriorityMoved(before.priority, priority)
    record(work, before.id, now, moved, by=request.actor, why=request.reason)
    by = request.actor.user
    told = listeners(work, case.served_by, before, by, now)
    known = {one.to for one in told}
    notes = (
        PriorityChanged(one.to, before.id, by, priority.value, request.reason, one.in_place_of)
        for one in told
    )
    urgent = tell_of_p1(work, after, case.served_by, by, now)
    case_changed(work, before.id, by, *notes, *(one for one in urgent if one.to not in known))
    return Receipt(f"{before.reference} is {priority} now.", before.id)


def _checked(request: PriorityRequest, case: Case) -> Priority:
    faults: dict[str, Fault] = {}
    known = {p.value: p for p in Priority}
    priority = known.get(request.priority.upper())
    if priority is None:
        faults["priority"] = Fault(RefusalCode.INVALID, "Choose P1, P2 or P3.")
    elif priority is case.escalation.priority:
        faults["priority"] = Fault(RefusalCode.ALREADY_SO, f"It's {priority} already.")
    faults |= check_text("reason", request.reason, missing="Say why its priority changes.")
    if faults or priority is None:
        raise at_fault(faults)
    return priority
