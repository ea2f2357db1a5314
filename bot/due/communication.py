"""A decided case that isn't closed is brought back daily, to who is to do what is left of it."""

from __future__ import annotations

from datetime import datetime

from bot.case.escalation import Escalation
from bot.casework.reminding import Said, nudge
from bot.casework.requesters import tellers
from bot.casework.service_clocks import ServedBy
from bot.ports import Work
from bot.reminders.about import About, RunNumber, Step, Topic
from bot.reminders.timers import COMMUNICATE_EVERY, Communicate
from bot.service_levels.hours import working_hours


def fire_communicate(
    work: Work, escalation: Escalation, served_by: ServedBy, timer: Communicate, now: datetime
) -> None:
    if not escalation.is_settling or escalation.owner is None:
        return
    about = About(Topic.COMMUNICATION, Step.DAILY)
    people = tellers(work, escalation, now)
    if not people or escalation.is_to_be_carried_out:
        people = (*people, escalation.owner)
    said = Said(escalation, about, RunNumber(escalation.run), timer.due_at)
    nudge(work, served_by.policy, people, said)
    # Counted from when they read it, so that a weekend is not two reminders.
    hours = working_hours(served_by.policy, people[0], work.people.get(people[0]))
    again = hours.next_open(max(timer.due_at, now)) + COMMUNICATE_EVERY
    work.timers.cancel(escalation.id, [Communicate])
    work.timers.plan([Communicate(again, escalation.id)])
