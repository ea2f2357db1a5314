"""A wait is over: the case is its owner's again."""

from __future__ import annotations

from datetime import datetime

from bot.case.escalation import Escalation
from bot.casework.reminding import Said, nudge
from bot.casework.service_clocks import ServedBy
from bot.casework.waiting import end_wait
from bot.ports import Work
from bot.reminders.about import About, Step, Subject, to_the_second


def wait_is_over(work: Work, escalation: Escalation, served_by: ServedBy, now: datetime) -> None:
    """The date has come: the case is its owner's again, who is told in their hours."""
    wait = escalation.wait
    if not escalation.is_waiting or wait is None or now < wait.until:
        return
    end_wait(work, escalation, served_by, now, by=None, why="the date came", since=wait.until)
    if escalation.owner is not None:
        run = to_the_second(wait.since)
        over = Said(escalation, About(Subject.WAIT, Step.OVER), run, wait.until)
        nudge(work, served_by.policy, [escalation.owner], over)
