"""Who raised a case asks for another priority."""

from __future__ import annotations

from datetime import datetime

from bot.case.errors import Fault, RefusalCode, Refused, at_fault, check_text
from bot.case.escalation import Escalation
from bot.case.permissions import Roles, check_raised
from bot.case.priority import Priority
from bot.case.states import UNDECIDED
from bot.casework.approach import approach
from bot.casework.news import Listener, instead_of
from bot.casework.queues import managers_there
from bot.casework.record import record
from bot.events import PriorityAsked
from bot.notices import PriorityWished
from bot.ports import Receipt, Work
from bot.verbs.timing.change_priority import PriorityRequest


def check_may_ask_priority(escalation: Escalation, who: Roles) -> None:
    """Raises Refused for whose case it isn't, and once it is decided."""
    check_raised(escalation, who, "ask for another priority")
    if escalation.state not in UNDECIDED:
        raise Refused(
            f"{escalation.reference} is decided, so its priority doesn't matter any more.",
            code=RefusalCode.WRONG_STATE,
        )


def ask_priority(work: Work, request: PriorityRequest, now: datetime) -> Receipt:
    """Asks the owner for another priority; the managers, where nobody has it. Raises Refused naming
    the fields at fault."""
    case = approach(work, request.escalation_id, request.actor)
    e, by = case.escalation, request.actor.user
    check_may_ask_priority(e, case.who)
    priority = next((p for p in Priority if p.value == request.priority), None)
    faults: dict[str, Fault] = {}
    if priority is None:
        faults["priority"] = Fault(RefusalCode.INVALID, "Choose P1, P2 or P3.")
    elif priority is e.priority:
        faults["priority"] = Fault(RefusalCode.ALREADY_SO, f"It's {priority} already.")
    faults |= check_text("reason", request.reason, missing="Say why.")
    if faults or priority is None:
        raise at_fault(faults)
    record(work, e.id, now, PriorityAsked(priority), by=request.actor, why=request.reason)
    if e.owner is not None:
        told = instead_of(work, case.served_by, e, e.owner, now)
    else:
        managers = managers_there(work, case.policy, case.queue, now)
        told = tuple(Listener(user) for user in sorted(managers))
    asked_at = int(now.timestamp())
    work.outbox.put(
        *(
            PriorityWished(
                one.to, e.id, by, priority.value, request.reason, asked_at, one.in_place_of
            )
            for one in told
        )
    )
    return Receipt(f"Whoever has {e.reference} is asked for {priority}.", e.id)
