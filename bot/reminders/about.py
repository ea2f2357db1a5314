"""What a reminder is about, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.service_levels.clocks import ClockName


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
