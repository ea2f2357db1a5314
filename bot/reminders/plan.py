"""Which timers a target, a wait or a deadline brings."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.case.escalation import Deadline
from bot.case.identifiers import EscalationId
from bot.policy import Policy
from bot.reminders.about import Step
from bot.reminders.timers import ClockStep, DeadlineStep, StepOfClock, StepOfDeadline
from bot.service_levels.clocks import ClockName, ClockReading, Verdict

ONE_SECOND = timedelta(seconds=1)
"""Done at the due instant is met; a second later is missed (rules: Due instant)."""


FRACTIONS = {Step.HALF: 0.5, Step.MOST: 0.8}


BEFORE_DEADLINE: dict[StepOfDeadline, timedelta] = {
    Step.THREE_DAYS: timedelta(hours=72),
    Step.ONE_DAY: timedelta(hours=24),
    Step.FOUR_HOURS: timedelta(hours=4),
    Step.PASSED: -ONE_SECOND,
}
"""How long before a legal deadline people are reminded (rules: Reminders)."""


def plan(
    escalation_id: EscalationId, reading: ClockReading, policy: Policy, now: datetime
) -> tuple[ClockStep, ...]:
    """The timers of a running clock that lie ahead. A breach is looked at one second after the due
    instant. The lapse of an offer brings the first response's half-way reminder if there is nobody
    else to offer it to (rules: Offer lapses); an update is asked for once, before it is due."""
    if not reading.is_running:
        return ()

    def timer(step: StepOfClock, at: datetime, number: int = 0) -> ClockStep:
        return ClockStep(at, escalation_id, reading.clock, step, number)

    if reading.due_at < now and reading.verdict is Verdict.MISSED:
        number, at = next_breach_step(reading, policy, now)
        return (timer(Step.AGAIN, at, number),)
    steps: tuple[StepOfClock, ...] = (Step.MOST,)
    if reading.clock is ClockName.RESOLUTION:
        steps = (Step.HALF, Step.MOST)
    ahead = [(step, reading.share(FRACTIONS[step])) for step in steps]
    timers = [timer(step, at) for step, at in ahead if at > now]
    return (*timers, timer(Step.BREACH, reading.due_at + ONE_SECOND))


def next_breach_step(reading: ClockReading, policy: Policy, now: datetime) -> tuple[int, datetime]:
    """The first step after a missed target that lies ahead, with its instant. One that has come in
    the hours that counted then doesn't come again in others."""
    number = 1
    while reading.is_past(after := policy.breach_step(number).after, now):
        number += 1
    return number, reading.overdue(after)


def plan_deadline(
    escalation_id: EscalationId, deadline: Deadline, now: datetime
) -> tuple[DeadlineStep, ...]:
    """The timers of a legal deadline that lie ahead; they count all hours. Where less than the last
    four hours are left, people are reminded at once: there's no other reminder before it passes
    (rules: Reminders)."""
    instants = {step: deadline.at - before for step, before in BEFORE_DEADLINE.items()}
    ahead = [DeadlineStep(at, escalation_id, step) for step, at in instants.items() if at > now]
    if instants[Step.FOUR_HOURS] <= now < deadline.at:
        ahead.insert(0, DeadlineStep(now, escalation_id, Step.FOUR_HOURS))
    return tuple(ahead)
