"""A legal deadline comes near, or has passed."""

from __future__ import annotations

from datetime import datetime

from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.casework.assignment import raised_by
from bot.casework.queues import managers_there
from bot.casework.record import case_changed, record
from bot.casework.reminding import Said, nudge, told_of
from bot.casework.service_clocks import ServedBy
from bot.events import DeadlinePassed
from bot.notices import DeadlineMissed
from bot.ports import Work
from bot.reminders.about import About, Step, Topic, to_the_second
from bot.reminders.plan import plan_deadline
from bot.reminders.timers import DeadlineStep


def deadline_nears(
    work: Work, escalation: Escalation, served_by: ServedBy, timer: DeadlineStep, now: datetime
) -> None:
    """Reminds of a legal deadline at any hour: first who holds the case, then the managers too.
    After a time in which nothing ran, only of the last step that was due."""
    deadline = escalation.deadline
    if deadline is None or escalation.is_closed:
        return
    steps = plan_deadline(escalation.id, deadline, deadline.set_at)
    due = [t for t in steps if t.due_at <= now]
    if not due or due[-1].step is not timer.step:
        return
    if timer.step is Step.PASSED:
        record(work, escalation.id, now, DeadlinePassed(), why=deadline.source)
        passed = deadline.at.isoformat()
        told = (DeadlineMissed(u, escalation.id, passed) for u in raised_by(work, escalation))
        case_changed(work, escalation.id, None, *told)
    about, run = About(Topic.DEADLINE, timer.step), to_the_second(deadline.at)
    said = Said(escalation, about, run, timer.due_at, at_any_hour=True)
    holders = told_of(work, served_by.policy, served_by.queue, escalation, now)
    is_theirs = escalation.holder in holders
    nudge(work, served_by.policy, holders, said, as_manager=not is_theirs)
    review = work.reviews.open_of(escalation.id) if escalation.is_in_review else None
    approvers = set(review.asked) - set(holders) if review is not None else set[UserId]()
    nudge(work, served_by.policy, approvers, said)
    if timer.step is not Step.THREE_DAYS:
        managers = managers_there(work, served_by.policy, served_by.queue, now)
        nudge(work, served_by.policy, managers - set(holders) - approvers, said, as_manager=True)
