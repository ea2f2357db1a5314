"""A legal deadline comes near, or has passed."""

from __future__ import annotations

from datetime import datetime

from bot.case.escalation import Escalation
from bot.casework.queues import managers_there
from bot.casework.record import changed, note
from bot.casework.reminding import Said, nudge, told_of
from bot.casework.service_clocks import Service
from bot.ports import Work
from bot.reminders.about import About, Step, Subject, read_about
from bot.reminders.plan import plan_deadline
from bot.reminders.timers import Timer


def deadline_nears(
    work: Work, escalation: Escalation, service: Service, timer: Timer, now: datetime
) -> None:
    """Reminds of a legal deadline at any hour: first who holds the case, then the managers too.
    After a time in which nothing ran, only of the last step that was due."""
    deadline, about = escalation.deadline, read_about(timer.about)
    if deadline is None or escalation.is_closed:
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
