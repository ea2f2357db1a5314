"""How open cases stand: unclaimed, waiting, late, at risk, and what comes next. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import assert_never

from bot.case.escalation import Escalation
from bot.reminders.about import Step
from bot.reminders.plan import FRACTIONS
from bot.service_levels.clocks import ClockName, ClockReading, next_due

DEADLINE_NEAR = timedelta(days=1)
"""A legal deadline so near is at risk."""
Clocks = Mapping[ClockName, ClockReading]


class What(StrEnum):
    """Which cases: all that are open, or those that stand in one way."""

    ALL = "all"
    UNCLAIMED = "unclaimed"
    AT_RISK = "at_risk"
    BREACHED = "breached"
    WAITING = "waiting"
    UNTOLD = "untold"
    """Decided, and nobody was told."""


def is_so(what: What, escalation: Escalation, clocks: Clocks, now: datetime) -> bool:
    """Whether this is so of a case."""
    match what:
        case What.ALL:
            return True
        case What.UNCLAIMED:
            return is_unclaimed(escalation)
        case What.AT_RISK:
            return is_at_risk(escalation, clocks, now)
        case What.BREACHED:
            return is_breached(escalation, clocks, now)
        case What.WAITING:
            return is_waiting(escalation)
        case What.UNTOLD:
            return escalation.is_untold
        case _:
            assert_never(what)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases there are, and how many stand in each way; one may in several."""

    open: int = 0
    unclaimed: int = 0
    at_risk: int = 0
    breached: int = 0
    waiting: int = 0
    untold: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def is_unclaimed(escalation: Escalation) -> bool:
    """Nobody owns it, whoever it is offered to."""
    return escalation.is_unclaimed


def is_waiting(escalation: Escalation) -> bool:
    """It waits on somebody."""
    return escalation.is_waiting


@dataclass(frozen=True, slots=True)
class Late:
    """What a case is late with, and since when. `clock` is None for its legal deadline."""

    clock: ClockName | None
    since: datetime


def lateness(escalation: Escalation, clocks: Clocks, now: datetime) -> Late | None:
    """The worst that is late of an open case: a legal deadline that has passed, else what was due
    first of the clocks that run. None where nothing is."""
    deadline = escalation.deadline
    if deadline is not None and now > deadline.at and not escalation.is_closed:
        return Late(None, deadline.at)
    late = [Late(r.clock, r.due_at) for r in clocks.values() if r.is_running and r.is_late(now)]
    return min(late, key=lambda one: one.since, default=None)


def is_breached(escalation: Escalation, clocks: Clocks, now: datetime) -> bool:
    """Its legal deadline has passed, or a clock that runs was missed, or is late though nobody has
    noted it yet."""
    return lateness(escalation, clocks, now) is not None


def is_at_risk(escalation: Escalation, clocks: Clocks, now: datetime) -> bool:
    """Four fifths of the target of a clock that runs are used up, or its legal deadline is less
    than a day off, and nothing is late."""
    if is_breached(escalation, clocks, now):
        return False
    deadline = escalation.deadline
    if deadline is not None and not escalation.is_closed and deadline.at - now <= DEADLINE_NEAR:
        return True
    most = FRACTIONS[Step.MOST]
    return any(now >= r.share(most) for r in clocks.values() if r.is_running)


Place = tuple[int, datetime]
"""Where a case comes among others: the lower, the earlier."""


def place(escalation: Escalation, clocks: Clocks, now: datetime) -> Place:
    """The worst first: a legal deadline that has passed, then what is late, longest first, then
    what comes next."""
    late = lateness(escalation, clocks, now)
    if late is None:
        return 2, comes_next(escalation, clocks) or LAST
    return (0 if late.clock is None else 1), late.since


def counts_of(cases: Iterable[tuple[Escalation, Clocks]], now: datetime) -> Counts:
    """Counts open cases by how they stand."""
    total = Counts()
    for escalation, clocks in cases:
        ways = (is_so(what, escalation, clocks, now) for what in What)
        total += Counts(*map(int, ways))
    return total


def comes_next(escalation: Escalation, clocks: Clocks) -> datetime | None:
    """The instant by which a case is put among others: what is due first, None where nothing is.
    One that is decided and isn't closed yet comes before what is due later."""
    told = escalation.decided_at if escalation.is_settling else None
    expected = escalation.wait.until if escalation.wait is not None else None
    deadline = escalation.deadline.at if escalation.deadline is not None else None
    due = next_due(clocks.values())
    return min(filter(None, [told, expected, deadline, due]), default=None)


LAST = datetime.max.replace(tzinfo=UTC)
HIDDEN: Place = (3, LAST)
"""The place of a case of which somebody may not know how it stands."""
