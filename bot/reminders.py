"""Timers, and which reminders a target brings: at half, at four fifths, and on its breach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.identifiers import EscalationId
from bot.service_levels import ClockName, ClockReading

COMMUNICATE_EVERY = timedelta(days=1)
"""A decided case that nobody was told of is brought back this often (DOMAIN, closed)."""


class Step(StrEnum):
    """How far a target is used up."""

    HALF = "half"
    MOST = "most"
    BREACH = "breach"


FRACTIONS = {Step.HALF: 0.5, Step.MOST: 0.8}


class TimerKind(StrEnum):
    """What is to be looked at when a timer is due."""

    REMINDER = "reminder"
    OFFER_LAPSE = "offer_lapse"
    OFFER_AGAIN = "offer_again"
    COMMUNICATE = "communicate"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Timer:
    """A row with a due time. `about` says which clock and step, or which digest; `id` is given when
    it is stored."""

    kind: TimerKind
    due_at: datetime
    escalation_id: EscalationId | None = None
    about: str = ""
    id: int = 0


def about(clock: ClockName, step: Step) -> str:
    """The `about` of a reminder's timer."""
    return f"{clock.value}:{step.value}"


def read_about(text: str) -> tuple[ClockName, Step]:
    """The clock and step a reminder's timer is about."""
    clock, _, step = text.partition(":")
    return ClockName(clock), Step(step)


def plan(
    escalation_id: EscalationId, reading: ClockReading, *, half_by_lapse: bool = False
) -> tuple[Timer, ...]:
    """The timers of a running clock. A breach is looked at one second after the due instant, since
    done at that instant is met. `half_by_lapse`: the lapse of an offer, which falls on the same
    instant, brings the half-way reminder if there is nobody else to offer it to (DOMAIN)."""
    steps = (Step.MOST,) if half_by_lapse else (Step.HALF, Step.MOST)
    timers = [
        Timer(
            TimerKind.REMINDER,
            reading.share(FRACTIONS[step]),
            escalation_id,
            about(reading.clock, step),
        )
        for step in steps
    ]
    breach = reading.due_at + timedelta(seconds=1)
    timers.append(
        Timer(TimerKind.REMINDER, breach, escalation_id, about(reading.clock, Step.BREACH))
    )
    return tuple(timers)
