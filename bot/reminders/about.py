"""What a reminder is about, how far it has come, and in which run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NewType, assert_never

from bot.service_levels.clocks import ClockName


class Topic(StrEnum):
    """What a reminder is about. The first four are the service clocks."""

    FIRST_RESPONSE = ClockName.FIRST_RESPONSE.value
    UPDATE = ClockName.UPDATE.value
    RESOLUTION = ClockName.RESOLUTION.value
    REVIEW = ClockName.REVIEW.value
    OFFER = "offer"
    WAIT = "wait"
    DEADLINE = "deadline"
    COMMUNICATION = "communication"
    DAY_END = "day_end"
    CONSULT = "consult"


OF_REVIEWS = (Topic.REVIEW, Topic.RESOLUTION)
"""While a decision waits for a second person, it is they who are reminded of these."""


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

    subject: Topic
    step: Step
    number: int = 0

    def __str__(self) -> str:
        parts = (self.subject.value, self.step.value, *([str(self.number)] if self.number else []))
        return ":".join(parts)


def read_about(text: str) -> About:
    """What a timer or a button is about. Raises ValueError."""
    subject, step, *number = text.split(":")
    return About(Topic(subject), Step(step), int(number[0]) if number else 0)


RunNumber = NewType("RunNumber", int)
"""Which run of a clock, or of the case; of a consult, which one."""

Run = RunNumber | datetime
"""What tells a reminder from the same one another time. An offer, a wait, a deadline and the end of
a day have no number but an instant of their own, to the second."""


def number_of(run: Run) -> int:
    """A run as it's kept, and as a button carries it."""
    match run:
        case datetime():
            return int(run.timestamp())
        case int():
            return run
        case _:
            assert_never(run)


def read_run(subject: Topic, number: int) -> Run:
    """The run of a reminder about this. Raises ValueError."""
    match subject:
        case (
            Topic.FIRST_RESPONSE
            | Topic.UPDATE
            | Topic.RESOLUTION
            | Topic.REVIEW
            | Topic.COMMUNICATION
            | Topic.CONSULT
        ):
            return RunNumber(number)
        case Topic.OFFER | Topic.WAIT | Topic.DEADLINE | Topic.DAY_END:
            try:
                return datetime.fromtimestamp(number, UTC)
            except (OverflowError, OSError) as error:
                raise ValueError(str(error)) from error
        case _:
            assert_never(subject)


def instant_of(run: Run) -> datetime:
    assert isinstance(run, datetime), "asked only of what has an instant for its run"
    return run


def to_the_second(at: datetime) -> datetime:
    """An instant as a run keeps it."""
    return at.replace(microsecond=0)
