"""Setting or moving a case's legal deadline, on the record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.case.errors import Fault, RefusalCode, at_fault, check_text
from bot.case.escalation import Deadline, Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.transitions import Move
from bot.casework.approach import allowed, approach
from bot.casework.news import listeners
from bot.casework.record import case_changed, record
from bot.events import DeadlineMade
from bot.notices import DeadlineSet
from bot.ports import Receipt, Work
from bot.reminders.plan import plan_deadline
from bot.reminders.timers import DeadlineStep

SOURCE_LIMIT = 300


FURTHEST = timedelta(days=10 * 366)


@dataclass(frozen=True, slots=True)
class DeadlineRequest:
    """Somebody sets a case's legal deadline, or moves it for a reason. `timezone` is the zone the
    person read the instant in."""

    actor: Actor
    escalation_id: EscalationId
    at: datetime | None
    timezone: str
    source: str
    reason: str = ""


def set_deadline(work: Work, request: DeadlineRequest, now: datetime) -> Receipt:
    """Sets or moves the legal deadline and plans its reminders, 72, 24 and 4 hours before.

    Raises Refused naming the fields at fault; moving one takes a reason (rules: Legal deadlines).
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.SET_DEADLINE)
    before = case.escalation
    at = _checked(request, before, now)
    deadline = Deadline(at, request.timezone, request.source, request.actor.user, now)
    after = replace(before, deadline=deadline)
    work.escalations.save(after)
    work.timers.cancel(before.id, [DeadlineStep])
    work.timers.plan(plan_deadline(before.id, deadline, now))
    earlier = before.deadline
    was = earlier.at if earlier is not None else None
    made = DeadlineMade(at, request.timezone, request.source, was)
    record(work, before.id, now, made, by=request.actor, why=request.reason)
    by, why = request.actor.user, request.reason if earlier is not None else ""
    told = listeners(work, case.served_by, before, by, now)
    notes = (
        DeadlineSet(one.to, before.id, by, at.isoformat(), why, one.in_place_of) for one in told
    )
    case_changed(work, before.id, by, *notes)
    done = "has" if earlier is None else "now has"
    return Receipt(f"{before.reference} {done} a legal deadline.", before.id)


def _checked(request: DeadlineRequest, before: Escalation, now: datetime) -> datetime:
    faults: dict[str, Fault] = {}
    if request.at is None:
        faults["at"] = Fault(RefusalCode.REQUIRED, "Say the day and the time.")
    elif request.at <= now:
        words = "That's already past. A deadline lies ahead."
        faults["at"] = Fault(RefusalCode.IN_THE_PAST, words)
    elif request.at > now + FURTHEST:
        faults["at"] = Fault(RefusalCode.TOO_FAR, "That is more than ten years ahead.")
    where = "Say where the deadline comes from, like the letter or the order."
    faults |= check_text("source", request.source, SOURCE_LIMIT, missing=where)
    why = "It has a deadline already: say why it is moved." if before.deadline else ""
    faults |= check_text("reason", request.reason, missing=why)
    if faults or request.at is None:
        raise at_fault(faults)
    return request.at
