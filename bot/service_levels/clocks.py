"""A service clock: a list of events from which its due time and its verdict follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from bot.case.identifiers import EscalationId
from bot.policy import Duration, ServiceLevel
from bot.service_levels.hours import ALL_HOURS, Hours, HoursOf

_NOTHING = timedelta()


class ClockName(StrEnum):
    """What is being timed."""

    FIRST_RESPONSE = "first_response"
    UPDATE = "update"
    RESOLUTION = "resolution"
    REVIEW = "review"

    @property
    def words(self) -> str:
        """The clock as people call it."""
        return self.value.replace("_", " ")


PAUSED_BY_WAITING = (ClockName.UPDATE, ClockName.RESOLUTION)
"""Waiting stops these and not the first response (rules: Waiting)."""


class ClockEventKind(StrEnum):
    """What happened to a clock. A clock is stopped when the case ends without what it waits for."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    TARGET_CHANGED = "target_changed"
    HOURS_CHANGED = "hours_changed"
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
    """One event. `run` counts the clock's lives: reopening starts another, and so does an update.

    A start has a `target` in counted time, and the `office` whose hours count ("" for all hours) as
    `policy_version` has it; a changed target or changed hours name them again. A pause has a
    `party` and a `reason`. An end, and a miss, keep the instant they were held to in `due_at`, so
    that it never changes.
    """

    escalation_id: EscalationId
    clock: ClockName
    run: int
    kind: ClockEventKind
    at: datetime
    target: timedelta | None = None
    policy_version: int = 0
    office: str | None = None
    party: str = ""
    reason: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A clock's latest run, as read.

    `used` is the counted time until `counted_from`, from where `hours` counts on. `due_at` is, for
    a paused clock, as it stood when it was paused. `done_at` is when its goal was reached, if it
    was. `lost` is the time it was paused, in counted time, for each party. `earlier` is what an
    overdue clock has counted before `counted_from`: in whose hours, from when and until when.
    """

    clock: ClockName
    run: int
    started_at: datetime
    target: timedelta
    due_at: datetime
    verdict: Verdict
    done_at: datetime | None
    hours: Hours = ALL_HOURS
    policy_version: int = 0
    used: timedelta = _NOTHING
    counted_from: datetime | None = None
    paused_at: datetime | None = None
    lost: Mapping[str, timedelta] = field(default_factory=dict)
    earlier: tuple[tuple[Hours, datetime, datetime], ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the goal is still ahead: also true of a missed clock whose case goes on."""
        return self.done_at is None and self.verdict in (Verdict.RUNNING, Verdict.MISSED)

    @property
    def is_running(self) -> bool:
        """Whether its goal is ahead and its time goes by: a paused clock doesn't run."""
        return self.is_open and self.paused_at is None

    def share(self, fraction: float) -> datetime:
        """The instant at which this fraction of the target is used up; where that was before its
        last change, that change."""
        since = self.counted_from or self.started_at
        return self.hours.add(since, max(self.target * fraction - self.used, _NOTHING))

    def overdue(self, by: Duration) -> datetime:
        """The instant by which so much was counted after the due one. Hours counted stay counted,
        and the rest runs in the hours of now (rules: Whose calendar); where that was before the
        last change, that change."""
        since = max(self.due_at, self.counted_from or self.started_at)
        return self.hours.add(since, max(self.hours.length(by) - _counted(self.earlier), _NOTHING))

    def is_past(self, by: Duration, now: datetime) -> bool:
        """Whether so long after the due instant has come: in the hours of now, or in those that
        counted then."""
        if self.overdue(by) <= now:
            return True
        until_then = [self.earlier[: n + 1] for n in range(len(self.earlier))]
        return any(_counted(pieces) >= pieces[-1][0].length(by) for pieces in until_then)

    def is_late(self, now: datetime) -> bool:
        """Whether the goal was missed: done at the due instant is met, a second later is missed.
        What was overdue when it was paused, or when its target changed, is late though nobody
        has noted it yet."""
        if self.verdict is Verdict.MISSED:
            return True
        return self.is_open and (self.paused_at or now) > self.due_at


def _counted(pieces: Iterable[tuple[Hours, datetime, datetime]]) -> timedelta:
    return sum((hours.between(since, end) for hours, since, end in pieces), _NOTHING)


def target_of(level: ServiceLevel, clock: ClockName, hours: Hours) -> timedelta | None:
    """A clock's target in counted time of these hours; None where the level has none."""
    wanted = {
        ClockName.FIRST_RESPONSE: level.first_response,
        ClockName.UPDATE: level.update_every,
        ClockName.RESOLUTION: level.resolution,
        # Who approves is asked as who takes a case is, and has as long to answer.
        ClockName.REVIEW: level.first_response,
    }[clock]
    return hours.length(wanted) if wanted is not None else None


def read_clock(
    events: Iterable[ClockEvent], clock: ClockName, hours_of: HoursOf
) -> ClockReading | None:
    """The latest run of a clock, or None if it never started."""
    own = [e for e in events if e.clock is clock]
    if not own:
        return None
    run = max(e.run for e in own)
    return _read(sorted((e for e in own if e.run == run), key=lambda e: e.at), hours_of)


def read_clocks(events: Sequence[ClockEvent], hours_of: HoursOf) -> dict[ClockName, ClockReading]:
    """Every clock that was ever started, by its latest run."""
    found = {clock: read_clock(events, clock, hours_of) for clock in ClockName}
    return {clock: reading for clock, reading in found.items() if reading is not None}


@dataclass(slots=True)
class _Tally:
    """What is known of a clock while its events are gone through."""

    hours: Hours
    target: timedelta
    version: int
    since: datetime
    used: timedelta = _NOTHING
    paused: ClockEvent | None = None
    overrun: datetime | None = None
    """The due instant that had passed when something else happened to the clock."""
    lost: dict[str, timedelta] = field(default_factory=dict)
    earlier: list[tuple[Hours, datetime, datetime]] = field(default_factory=list)

    def count_to(self, at: datetime) -> None:
        if self.paused is None:
            if self.overrun is None and at > (due_at := self.due_at()):
                self.overrun = due_at
            if self.overrun is not None:
                self.earlier.append((self.hours, max(self.since, self.overrun), at))
            self.used += self.hours.between(self.since, at)
        else:
            lost = self.hours.between(self.since, at)
            self.lost[self.paused.party] = self.lost.get(self.paused.party, _NOTHING) + lost
        self.since = at

    def due_at(self) -> datetime:
        return self.hours.add(self.since, max(self.target - self.used, _NOTHING))


def _read(events: Sequence[ClockEvent], hours_of: HoursOf) -> ClockReading:
    start = next(e for e in events if e.kind is ClockEventKind.STARTED)
    hours = hours_of(start.policy_version, start.office or "")
    tally = _Tally(hours, start.target or _NOTHING, start.policy_version, start.at)
    end: ClockEvent | None = None
    missed: ClockEvent | None = None
    due_when_paused: datetime | None = None
    for event in events:
        match event.kind:
            case ClockEventKind.STARTED:
                pass  # the tally begins with it
            case ClockEventKind.MISSED:
                missed = missed or event
            case ClockEventKind.MET | ClockEventKind.STOPPED:
                end = end or event
                if tally.paused is not None:
                    # Time stood still: the goal was reached with what was left when it was paused.
                    tally.count_to(event.at)
                    due_when_paused = None
            case ClockEventKind.PAUSED:
                tally.count_to(event.at)
                due_when_paused, tally.paused = tally.due_at(), event
            case ClockEventKind.RESUMED:
                tally.count_to(event.at)
                tally.paused = due_when_paused = None
                _change(tally, event, hours_of)
            case ClockEventKind.TARGET_CHANGED | ClockEventKind.HOURS_CHANGED:
                tally.count_to(event.at)
                _change(tally, event, hours_of)
            case _:
                assert_never(event.kind)
    due_at = _held_to(missed, end) or tally.overrun or due_when_paused or tally.due_at()
    return ClockReading(
        clock=start.clock,
        run=start.run,
        started_at=start.at,
        target=tally.target,
        due_at=due_at,
        verdict=_verdict(missed, end, due_at),
        done_at=end.at if end else None,
        hours=tally.hours,
        policy_version=tally.version,
        used=tally.used,
        counted_from=tally.since,
        paused_at=tally.paused.at if tally.paused and end is None else None,
        lost=dict(tally.lost),
        earlier=tuple(tally.earlier),
    )


def _change(tally: _Tally, event: ClockEvent, hours_of: HoursOf) -> None:
    if event.target is not None:
        tally.target = event.target
    if event.office is not None:
        tally.hours = hours_of(event.policy_version, event.office)
        tally.version = event.policy_version


def _held_to(missed: ClockEvent | None, end: ClockEvent | None) -> datetime | None:
    """The due instant a verdict was given by."""
    return next((e.due_at for e in (missed, end) if e is not None and e.due_at is not None), None)


def _verdict(missed: ClockEvent | None, end: ClockEvent | None, due_at: datetime) -> Verdict:
    if missed is not None:
        return Verdict.MISSED
    if end is None:
        return Verdict.RUNNING
    if end.kind is ClockEventKind.STOPPED and end.at <= due_at:
        return Verdict.STOPPED
    return Verdict.MISSED if end.at > due_at else Verdict.MET


def next_due(readings: Iterable[ClockReading]) -> datetime | None:
    """When the first of a case's running clocks is due, None when none runs."""
    return min((r.due_at for r in readings if r.is_running), default=None)
