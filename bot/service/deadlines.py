"""Legal deadlines: set and moved on the record, never paused, reminded of around the clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.case import allowed, approach, changed, managers_there, note
from bot.errors import Refused
from bot.escalation import Deadline, Escalation, Move, State
from bot.identifiers import EscalationId
from bot.notices import DeadlineSet
from bot.people import Actor
from bot.ports import Receipt, Work
from bot.reminding.nudges import Said, nudge, told_of
from bot.reminding.reminders import (
    About,
    Step,
    Subject,
    Timer,
    TimerKind,
    plan_deadline,
    read_about,
)
from bot.service.clocks import Service

SOURCE_LIMIT = 300
REASON_LIMIT = 1000
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

    Raises Refused naming the fields at fault; moving one takes a reason (DOMAIN, service levels).
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.SET_DEADLINE)
    before = case.escalation
    at = _checked(request, before, now)
    deadline = Deadline(at, request.timezone, request.source, request.actor.user, now)
    after = replace(before, deadline=deadline)
    work.escalations.save(after)
    work.timers.cancel(before.id, [TimerKind.DEADLINE])
    work.timers.plan(plan_deadline(before.id, deadline, now))
    earlier = before.deadline
    details = {"at": at.isoformat(), "zone": request.timezone, "source": request.source}
    if earlier is not None:
        details["was"] = earlier.at.isoformat()
    what = "deadline set" if earlier is None else "deadline moved"
    note(work, before.id, now, what, by=request.actor, why=request.reason, details=details)
    changed(work, before.id, request.actor.user)
    if before.holder not in (None, request.actor.user):
        assert before.holder is not None
        why = request.reason if earlier is not None else ""
        told = DeadlineSet(before.holder, before.id, request.actor.user, at.isoformat(), why)
        work.outbox.put(told)
    done = "has" if earlier is None else "now has"
    return Receipt(f"{before.reference} {done} a legal deadline.", before.id)


def _checked(request: DeadlineRequest, before: Escalation, now: datetime) -> datetime:
    faults: dict[str, str] = {}
    if request.at is None:
        faults["at"] = "Say the day and the time."
    elif request.at <= now:
        faults["at"] = "That is already past. A deadline lies ahead."
    elif request.at > now + FURTHEST:
        faults["at"] = "That is more than ten years ahead."
    if not request.source:
        faults["source"] = "Say where the deadline comes from, like the letter or the order."
    elif len(request.source) > SOURCE_LIMIT:
        faults["source"] = f"Keep it under {SOURCE_LIMIT} characters."
    if before.deadline is not None and not request.reason:
        faults["reason"] = "It has a deadline already: say why it is moved."
    elif len(request.reason) > REASON_LIMIT:
        faults["reason"] = f"Keep it under {REASON_LIMIT:,} characters."
    if faults or request.at is None:
        raise Refused(" ".join(faults.values()), fields=faults)
    return request.at


def deadline_nears(
    work: Work, escalation: Escalation, service: Service, timer: Timer, now: datetime
) -> None:
    """Reminds of a legal deadline at any hour: first who holds the case, then the managers too.
    After a time in which nothing ran, only of the last step that was due."""
    deadline, about = escalation.deadline, read_about(timer.about)
    if deadline is None or escalation.state is State.CLOSED:
        return
    steps = plan_deadline(escalation.id, deadline, deadline.set_at)
    due = [t for t in steps if t.due_at <= now]
    if not due or due[-1].about != timer.about:
        return
    if about.step is Step.PASSED:
        note(work, escalation.id, now, "legal deadline passed", why=deadline.source)
        changed(work, escalation.id)
    run = int(deadline.at.timestamp())
    said = Said(escalation, About(Subject.DEADLINE, about.step), run, timer.due_at, True)
    holders = told_of(work, service.policy, service.queue, escalation, now)
    is_theirs = escalation.holder in holders
    nudge(work, service.policy, holders, said, as_manager=not is_theirs)
    if about.step is not Step.THREE_DAYS:
        managers = managers_there(work, service.policy, service.queue, now)
        nudge(work, service.policy, managers - set(holders), said, as_manager=True)
