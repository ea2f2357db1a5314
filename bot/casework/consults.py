"""What verbs and timers share about consults: whose hours count, which steps come, how they end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.case.consult import Consult
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId, is_channel, is_person
from bot.case.people import Actor
from bot.casework.record import record
from bot.casework.service_clocks import ServedBy
from bot.casework.waiting import end_wait
from bot.events import ConsultAsked, ConsultCancelled
from bot.notices import ConsultDue, ConsultPut
from bot.policy import Duration, Policy
from bot.ports import Work
from bot.reminders.about import Step
from bot.reminders.plan import FRACTIONS, ONE_SECOND
from bot.reminders.timers import ConsultStep, StepOfConsult
from bot.service_levels.hours import NO_OFFICE, Hours, office_hours, working_hours

AGAIN_MOST = 6
"""How often a team is told that it's late; by then two months have passed."""
_STEPS: tuple[StepOfConsult, ...] = (Step.HALF, Step.MOST)


def team_hours(work: Work, policy: Policy, team: str, recipient: str) -> Hours:
    """When somebody who is asked may be reminded: a person in their own hours, a channel in those
    of its team's office, without one from 09:00 to 17:00 in the workspace's zone."""
    if is_person(recipient):
        return working_hours(policy, UserId(recipient), work.people.get(UserId(recipient)))
    known = policy.teams.get(team)
    return office_hours(policy, (known.office if known else "") or NO_OFFICE)


def plan_steps(work: Work, policy: Policy, consult: Consult, now: datetime) -> None:
    """Plans the reminders of a consult: to each recipient at 50 % and 80 % of the time they have in
    their hours and once it is over, to its owner once it is over (rules: Consults)."""
    over = consult.due_at + ONE_SECOND
    work.timers.plan([ConsultStep(over, consult.escalation_id, consult.id, Step.BREACH)])
    for recipient in consult.recipients:
        hours = team_hours(work, policy, consult.team, recipient)
        work.timers.plan(_ahead(consult, recipient, hours, now))


def _ahead(consult: Consult, recipient: str, hours: Hours, now: datetime) -> Iterator[ConsultStep]:
    given = hours.between(consult.asked_at, consult.due_at)
    if given > timedelta():
        for step in _STEPS:
            at = hours.add(consult.asked_at, given * FRACTIONS[step])
            if at > now:
                yield ConsultStep(at, consult.escalation_id, consult.id, step, recipient)
    over = hours.next_open(max(consult.due_at + ONE_SECOND, now))
    yield ConsultStep(over, consult.escalation_id, consult.id, Step.BREACH, recipient)


def plan_again(work: Work, policy: Policy, consult: Consult, timer: ConsultStep) -> None:
    """Plans the next time a recipient is told that it's late: after one business day, then at
    intervals that double."""
    number = timer.number + 1
    if number > AGAIN_MOST:
        return
    hours = team_hours(work, policy, consult.team, timer.to)
    at = hours.add(timer.due_at, hours.length(Duration(days=2**timer.number)))
    again = ConsultStep(at, consult.escalation_id, consult.id, Step.AGAIN, timer.to, number)
    work.timers.plan([again])


def is_read_in(work: Work, consult: Consult, channel: str) -> bool:
    """Whether who reads a channel has read the question there: it's where it was put, or where the
    policy had it go since."""
    if not is_channel(channel):
        return False
    places = (work.consults.message_of(consult.id, to) for to in consult.recipients)
    there = {place.channel for place in places if place is not None}
    return channel in there or channel in consult.recipients


def redraw(work: Work, consult: Consult) -> None:
    """The messages of a consult, and the reminders of it, are no longer as it is."""
    work.outbox.put(
        *(ConsultPut(to, consult.escalation_id, consult.id) for to in consult.recipients)
    )
    reminded = work.consults.reminders_of(consult.id)
    work.outbox.put(
        *(ConsultDue(to, consult.escalation_id, consult.id, step) for to, step in reminded)
    )


def end_its_wait(
    work: Work,
    escalation: Escalation,
    served_by: ServedBy,
    consult: Consult,
    by: Actor,
    now: datetime,
) -> bool:
    """Ends the case's wait that is on this consult, unless it is on another open one too. Whether
    it did."""
    wait = escalation.wait
    if wait is None or consult.waited_since is None or wait.since != consult.waited_since:
        return False
    others = work.consults.open_of(escalation.id)
    if any(c.waited_since == wait.since for c in others if c.id != consult.id):
        return False
    end_wait(work, escalation, served_by, now, by=by, why=f"{consult.team} answered")
    return True


def move_consults(
    work: Work, policy: Policy, before: Escalation, after: Escalation, now: datetime
) -> None:
    """The open questions of a case that is merged into another go along (rules: Merging): what is
    answered goes there. Called before the one case is closed. That the one waited on a team is over
    with it."""
    for consult in work.consults.open_of(before.id):
        work.timers.cancel_consult(before.id, consult.id)
        moved = replace(consult, escalation_id=after.id, waited_since=None)
        work.consults.save(moved)
        plan_steps(work, policy, moved, now)
        asked = ConsultAsked(consult.team, consult.due_at)
        record(work, after.id, now, asked, why=consult.question)
        redraw(work, moved)


def cancel_consults(
    work: Work, escalation: Escalation, now: datetime, by: Actor | None = None
) -> None:
    """The case ends: nobody need answer any more, and the messages say so."""
    for consult in work.consults.open_of(escalation.id):
        work.consults.save(consult.cancelled(now))
        work.timers.cancel_consult(escalation.id, consult.id)
        record(work, escalation.id, now, ConsultCancelled(consult.team), by=by)
        redraw(work, consult)
