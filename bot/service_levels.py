"""A service clock: a list of events from which its due time and its verdict follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.identifiers import EscalationId
from bot.policy import ServiceLevel


class ClockName(StrEnum):
    """What is being timed."""

    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"

    @property
    def words(self) -> str:
        """The clock as people call it."""
        return self.value.replace("_", " ")


class ClockEventKind(StrEnum):
    """What happened to a clock. A clock is stopped when the case ends without what it waits for."""

    STARTED = "started"
    MET = "met"
    MISSED = "missed"
    STOPPED = "stopped"


class Verdict(StrEnum):
    """What a clock came to; a verdict once given never changes."""

    RUNNING = "running"
    MET = "met"
    MISSED = "missed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One event. `run` counts the clock's lives: reopening starts another. `target` and
    `policy_version` belong to a start."""

    escalation_id: EscalationId
    clock: ClockName
    run: int
    kind: ClockEventKind
    at: datetime
    target: timedelta | None = None
    policy_version: int = 0


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A clock's latest run, as read. `done_at` is when its goal was reached, if it was."""

    clock: ClockName
    run: int
    started_at: datetime
    target: timedelta
    due_at: datetime
    verdict: Verdict
    done_at: datetime | None

    @property
    def is_running(self) -> bool:
        """Whether the goal is still ahead: also true of a missed clock whose case goes on."""
        return self.done_at is None and self.verdict in (Verdict.RUNNING, Verdict.MISSED)

    def share(self, fraction: float) -> datetime:
        """The instant at which this fraction of the target is used up."""
        return self.started_at + self.target * fraction

    def is_late(self, now: datetime) -> bool:
        """Whether the goal was missed: done at the due instant is met, a second later is missed."""
        return self.verdict is Verdict.MISSED or (self.is_running and now > self.due_at)


def target_of(level: ServiceLevel, clock: ClockName) -> timedelta:
    """A clock's target. Office hours are counted as elapsed time until calendars are kept."""
    wanted = level.first_response if clock is ClockName.FIRST_RESPONSE else level.resolution
    return wanted.elapsed()


def read_clock(events: Iterable[ClockEvent], clock: ClockName) -> ClockReading | None:
    """The latest run of a clock, or None if it never started."""
    own = [e for e in events if e.clock is clock]
    if not own:
        return None
    run = max(e.run for e in own)
    own = sorted((e for e in own if e.run == run), key=lambda e: e.at)
    start = next(e for e in own if e.kind is ClockEventKind.STARTED)
    target = start.target or timedelta()
    due_at = start.at + target
    kinds = {e.kind for e in own}
    ends = (ClockEventKind.MET, ClockEventKind.STOPPED)
    done_at = next((e.at for e in own if e.kind in ends), None)
    if ClockEventKind.MISSED in kinds or (done_at is not None and done_at > due_at):
        verdict = Verdict.MISSED
    elif ClockEventKind.MET in kinds:
        verdict = Verdict.MET
    elif ClockEventKind.STOPPED in kinds:
        verdict = Verdict.STOPPED
    else:
        verdict = Verdict.RUNNING
    return ClockReading(clock, run, start.at, target, due_at, verdict, done_at)


def next_due(events: Sequence[ClockEvent]) -> datetime | None:
    """When the first of a case's running clocks is due, None when none runs."""
    readings = [r for clock in ClockName if (r := read_clock(events, clock)) is not None]
    return min((r.due_at for r in readings if r.is_running), default=None)
