"""A date of a case has come: its wait is over, or its embargo."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.case.confidentiality import Confidentiality
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.casework.news import listeners
from bot.casework.record import case_changed, record
from bot.casework.reminding import Said, nudge
from bot.casework.service_clocks import ServedBy
from bot.casework.waiting import end_wait
from bot.events import EmbargoEnded
from bot.notices import EmbargoOff
from bot.ports import Work
from bot.reminders.about import About, Step, Topic, to_the_second

NOBODY = UserId("")


def wait_is_over(work: Work, escalation: Escalation, served_by: ServedBy, now: datetime) -> None:
    """The date has come: the case is its owner's again, who is told in their hours."""
    wait = escalation.wait
    if not escalation.is_waiting or wait is None or now < wait.until:
        return
    end_wait(work, escalation, served_by, now, by=None, why="the date came", since=wait.until)
    if escalation.owner is not None:
        run = to_the_second(wait.since)
        over = Said(escalation, About(Topic.WAIT, Step.OVER), run, wait.until)
        nudge(work, served_by.policy, [escalation.owner], over)


def embargo_is_over(work: Work, escalation: Escalation, served_by: ServedBy, now: datetime) -> None:
    """The time has come: what was embargoed is everybody's to read. One that was made narrower
    meanwhile stays so."""
    until = escalation.embargo_until
    if until is None or now < until:
        return
    is_hidden = escalation.confidentiality == Confidentiality.EMBARGOED
    opened = Confidentiality.INTERNAL.value if is_hidden else escalation.confidentiality
    work.escalations.save(replace(escalation, embargo_until=None, confidentiality=opened))
    if not is_hidden:
        return
    record(work, escalation.id, now, EmbargoEnded(until))
    told = () if escalation.is_closed else listeners(work, served_by, escalation, NOBODY, now)
    notes = (EmbargoOff(one.to, escalation.id, one.in_place_of) for one in told)
    case_changed(work, escalation.id, None, *notes)
