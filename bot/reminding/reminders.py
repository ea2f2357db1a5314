"""Timers, and which reminders a target, a wait or a deadline brings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.escalation import Deadline
from bot.identifiers import EscalationId, UserId
from bot.policy import Policy
from bot.service.service_levels import ClockName, ClockReading, Verdict

COMMUNICATE_EVERY = timedelta(days=1)
"""A decided case that nobody was told of is brought back this often (DOMAIN, closed)."""
ONE_SECOND = timedelta(seconds=1)
"""Done at the due instant is met; a second later is missed (DOMAIN, service levels)."""


class Subject(StrEnum):
    """What a reminder is about. The first three are the service clocks."""

    FIRST_RESPONSE = ClockName.FIRST_RESPONSE.value
    UPDATE = ClockName.UPDATE.value
    RESOLUTION = ClockName.RESOLUTION.value
    OFFER = "offer"
    WAIT = "wait"
    DEADLINE = "deadline"
    COMMUNICATION = "communication"
    DAY_END = "day_end"

    @property
    def clock(self) -> ClockName | None:
        """The service clock, if it is about one."""
        return ClockName(self.value) if self.value in tuple(ClockName) else None


class Step(StrEnum):
    """How far a target is used up, or how near something is. AGAIN: missed a while ago."""

    HALF = "half"
    MOST = "most"
    BREACH = "breach"
    AGAIN = "again"
    LAPSING = "lapsing"
    OVER = "over"
    THREE_DAYS = "72h"
    ONE_DAY = "24h"
    FOUR_HOURS = "4h"
    PASSED = "passed"
    DAILY = "daily"
    CLOSING = "closing"


FRACTIONS = {Step.HALF: 0.5, Step.MOST: 0.8}
OFFER_FRACTION = 0.8
"""An offer's person is reminded of it when so much of its time is gone."""
BEFORE_DEADLINE = {
    Step.THREE_DAYS: timedelta(hours=72),
    Step.ONE_DAY: timedelta(hours=24),
    Step.FOUR_HOURS: timedelta(hours=4),
    Step.PASSED: -ONE_SECOND,
}
"""How long before a legal deadline people are reminded (DOMAIN, reminders)."""


@dataclass(frozen=True, slots=True)
class About:
    """What a reminder says: of what, how far, and for the n-th time."""

    subject: Subject
    step: Step
    number: int = 0

    def __str__(self) -> str:
        parts = (self.subject.value, self.step.value, *([str(self.number)] if self.number else []))
        return ":".join(parts)


def read_about(text: str) -> About:
    """What a timer or a button is about. Raises ValueError."""
    subject, step, *number = text.split(":")
    return About(Subject(subject), Step(step), int(number[0]) if number else 0)


class TimerKind(StrEnum):
    """What is to be looked at when a timer is due. NUDGE: a person is to be reminded. RECKON: the
    policy has changed, or who is there, and with it perhaps whose hours a clock counts and whom a
    case is put before. ABSENCE_OVER: somebody (`about`) is expected back. DAY_END: an office closes
    soon."""

    REMINDER = "reminder"
    OFFER_LAPSE = "offer_lapse"
    OFFER_AGAIN = "offer_again"
    OFFER_LAPSING = "offer_lapsing"
    WAIT_OVER = "wait_over"
    DEADLINE = "deadline"
    COMMUNICATE = "communicate"
    NUDGE = "nudge"
    RECKON = "reckon"
    ABSENCE_OVER = "absence_over"
    DIGEST = "digest"
    DAY_END = "day_end"


@dataclass(frozen=True, slots=True)
class Timer:
    """A row with a due time. `about` says which clock and step, which digest, or which office; `id`
    is given when it is stored.

    A NUDGE has a person, the `run` of what it is about (a clock's run, a deadline's instant), and
    `wanted_at`: when they should be reminded, which is earlier than `due_at` if that had to wait.
    `as_manager`: they needn't hold the case. `at_any_hour`: outside of their hours too.
    """

    kind: TimerKind
    due_at: datetime
    escalation_id: EscalationId | None = None
    about: str = ""
    id: int = 0
    to: UserId | None = None
    run: int = 0
    wanted_at: datetime | None = None
    as_manager: bool = False
    at_any_hour: bool = False


def plan(
    escalation_id: EscalationId, reading: ClockReading, policy: Policy, now: datetime
) -> tuple[Timer, ...]:
    """The timers of a running clock that lie ahead. A breach is looked at one second after the due
    instant. The lapse of an offer brings the first response's half-way reminder if there is nobody
    else to offer it to (DOMAIN); an update is asked for once, before it is due."""
    if not reading.is_running:
        return ()
    subject = Subject(reading.clock.value)

    def timer(step: Step, at: datetime, number: int = 0) -> Timer:
        return Timer(TimerKind.REMINDER, at, escalation_id, str(About(subject, step, number)))

    if reading.due_at < now and reading.verdict is Verdict.MISSED:
        number, at = next_breach_step(reading, policy, now)
        return (timer(Step.AGAIN, at, number),)
    steps = (Step.HALF, Step.MOST) if subject is Subject.RESOLUTION else (Step.MOST,)
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
) -> tuple[Timer, ...]:
    """The timers of a legal deadline that lie ahead; they count all hours."""
    instants = {step: deadline.at - before for step, before in BEFORE_DEADLINE.items()}
    return tuple(
        Timer(TimerKind.DEADLINE, at, escalation_id, str(About(Subject.DEADLINE, step)))
        for step, at in instants.items()
        if at > now
    )
