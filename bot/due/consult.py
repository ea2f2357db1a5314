"""So much of a consult's time is over: its team is reminded, and once it's late its owner hears."""

from __future__ import annotations

from datetime import datetime

from bot.case.escalation import Escalation
from bot.case.identifiers import UserId, is_person
from bot.casework.consults import plan_again
from bot.casework.record import case_changed, record
from bot.casework.reminding import Said, is_gone, nudge, told_of
from bot.casework.service_clocks import ServedBy
from bot.events import ConsultOverdue
from bot.notices import ConsultDue
from bot.ports import Work
from bot.reminders.about import About, RunNumber, Step, Topic
from bot.reminders.timers import ConsultStep


def fire_consult_step(
    work: Work, escalation: Escalation, served_by: ServedBy, timer: ConsultStep, now: datetime
) -> None:
    """Of several steps that fell due while nothing ran, only the last is said: each is planned for
    its recipient, and one that is overtaken by the date says nothing."""
    consult = work.consults.get(timer.consult)
    if consult is None or not consult.is_open:
        return
    is_late = now > consult.due_at
    if not timer.to:
        record(work, escalation.id, now, ConsultOverdue(consult.team))
        case_changed(work, escalation.id)
        people = told_of(work, served_by.policy, served_by.queue, escalation, now)
        about = About(Topic.CONSULT, Step.BREACH)
        said = Said(escalation, about, RunNumber(consult.id), timer.due_at)
        nudge(work, served_by.policy, people, said, as_manager=escalation.holder not in people)
        return
    is_reminder = timer.step in (Step.HALF, Step.MOST)
    if not is_reminder:
        plan_again(work, served_by.policy, consult, timer)
    is_theirs = is_person(timer.to)
    if (is_reminder and is_late) or (is_theirs and is_gone(work, UserId(timer.to), now)):
        return
    step = f"{timer.step}:{timer.number}" if timer.number else timer.step.value
    work.outbox.put(ConsultDue(timer.to, escalation.id, consult.id, step))
