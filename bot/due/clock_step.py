"""A service clock has used up half, most or all of its target."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.casework.assignment import raised_by
from bot.casework.queues import managers_there
from bot.casework.record import case_changed, record, stale_homes
from bot.casework.reminding import Said, nudge, told_about
from bot.casework.service_clocks import ServedBy, clocks_of, miss
from bot.events import TargetMissed
from bot.notices import Delayed
from bot.policy import Told
from bot.ports import Work
from bot.reminders.about import OF_REVIEWS, About, RunNumber, Step, Topic
from bot.reminders.plan import FRACTIONS, ONE_SECOND, next_breach_step
from bot.reminders.timers import ClockStep
from bot.service_levels.clocks import ClockName, ClockReading, Verdict


def fire_clock_step(
    work: Work, escalation: Escalation, served_by: ServedBy, timer: ClockStep, now: datetime
) -> None:
    reading = clocks_of(work, escalation).get(timer.clock)
    if reading is None or not reading.is_running:
        return
    match timer.step:
        case Step.BREACH:
            if reading.verdict is Verdict.RUNNING and reading.is_late(now):
                _breach(work, escalation, served_by, reading, now)
        case Step.AGAIN:
            if reading.verdict is Verdict.MISSED:
                _tell_of_breach(work, escalation, served_by, reading, timer.number, now)
        case Step.HALF | Step.MOST:
            # Of two steps that fell due while nothing ran, the later one is said.
            later = reading.share(FRACTIONS[Step.MOST])
            if timer.step is Step.MOST:
                work.outbox.put(*stale_homes(work))  # from here on it is at risk
            overtaken = timer.step is Step.HALF and now >= later
            if not overtaken and reading.share(FRACTIONS[timer.step]) <= now <= reading.due_at:
                policy, queue, subject = served_by.policy, served_by.queue, timer.about.subject
                people, instead = told_about(work, policy, queue, escalation, subject, now)
                said = said_of(escalation, reading, timer.about, timer.due_at)
                nudge(work, policy, people, said, as_manager=instead)
        case _:
            assert_never(timer.step)


def said_of(escalation: Escalation, reading: ClockReading, about: About, due_at: datetime) -> Said:
    return Said(
        escalation, about, RunNumber(reading.run), due_at, at_any_hour=reading.hours.are_all
    )


def _breach(
    work: Work, escalation: Escalation, served_by: ServedBy, reading: ClockReading, now: datetime
) -> None:
    miss(work, escalation, reading, now)
    record(work, escalation.id, now, TargetMissed(reading.clock))
    case_changed(work, escalation.id)
    _tell_of_breach(work, escalation, served_by, reading, 0, now)
    if reading.clock is ClockName.RESOLUTION:
        raised = raised_by(work, escalation)
        work.outbox.put(*(Delayed(to, escalation.id, reading.run) for to in raised))


def _tell_of_breach(
    work: Work,
    escalation: Escalation,
    served_by: ServedBy,
    reading: ClockReading,
    number: int,
    now: datetime,
) -> None:
    """Tells whom the policy names of a missed target, and plans the next time. After a time in
    which nothing ran, the steps that have passed are one."""
    policy, queue = served_by.policy, served_by.queue
    following, at = next_breach_step(reading, policy, now)
    number = max(number, following - 1)
    steps = [policy.breach_step(n) for n in range(number + 1)]
    tell = set(steps[-1].tell) | (set(steps[0].tell) if _is_new(reading) else set())
    subject = Topic(reading.clock.value)
    about = About(subject, Step.AGAIN, number) if number else About(subject, Step.BREACH)
    since = reading.overdue(steps[-1].after) if number else reading.due_at + ONE_SECOND
    said = said_of(escalation, reading, about, since)
    people, instead = told_about(work, policy, queue, escalation, subject, now)
    holders = set(people)
    if Told.OWNER in tell:
        nudge(work, policy, holders, said, as_manager=instead)
    elif not escalation.is_in_review or subject not in OF_REVIEWS:
        holders = set() if escalation.holder is None else {escalation.holder}
    managers: set[UserId] = set()
    if Told.MANAGERS in tell:
        managers |= managers_there(work, policy, queue, now)
    if Told.WORKSPACE in tell:
        managers |= managers_there(work, policy, None, now)
    nudge(work, policy, managers - holders, said, as_manager=True)
    # A verb may have planned it at the same moment: one is enough.
    work.timers.cancel_clock(escalation.id, reading.clock)
    work.timers.plan([ClockStep(at, escalation.id, reading.clock, Step.AGAIN, following)])


def _is_new(reading: ClockReading) -> bool:
    """Whether its miss is noted only now."""
    return reading.verdict is Verdict.RUNNING
