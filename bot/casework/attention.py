"""How open cases stand: unclaimed, waiting, late, at risk, and what comes next. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import assert_never

from bot.case.escalation import Escalation
from bot.reminders.about import Step
from bot.reminders.plan import FRACTIONS
from bot.service_levels.clocks import ClockName, ClockReading, next_due

Clocks = Mapping[ClockName, ClockReading]


class What(StrEnum):
    """Which cases: all that are open, or those that stand in one way."""

    ALL = "all"
    UNCLAIMED = "unclaimed"
    AT_RISK = "at_risk"
    BREACHED = "breached"
    WAITING = "waiting"


def stands(what: What, escalation: Escalation, clocks: Clocks, now: datetime) -> bool:
    """Whether this is so of a case."""
    match what:
        case What.ALL:
            return True
        case What.UNCLAIMED:
            return is_unclaimed(escalation)
        case What.AT_RISK:
            return is_at_risk(clocks, now)
        case What.BREACHED:
            return is_breached(clocks, now)
        case What.WAITING:
            return is_waiting(escalation)
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

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def is_unclaimed(escalation: Escalation) -> bool:
    """Nobody owns it, whoever it is offered to."""
    return escalation.is_unclaimed


def is_waiting(escalation: Escalation) -> bool:
    """It waits on somebody."""
    return escalation.is_waiting


def is_breached(clocks: Clocks, now: datetime) -> bool:
    """A clock that runs was missed, or is late though nobody has noted it yet."""
    return any(r.is_running and r.is_late(now) for r in clocks.values())


def is_at_risk(clocks: Clocks, now: datetime) -> bool:
    """Four fifths of the target of a clock that runs are used up, and none is missed."""
    most = FRACTIONS[Step.MOST]
    running = [r for r in clocks.values() if r.is_running]
    return any(now >= r.share(most) for r in running) and not is_breached(clocks, now)


def counts_of(cases: Iterable[tuple[Escalation, Clocks]], now: datetime) -> Counts:
    """Counts open cases by how they stand."""
    total = Counts()
    for escalation, clocks in cases:
        ways = (stands(what, escalation, clocks, now) for what in What)
        total += Counts(*map(int, ways))
    return total


def comes_next(escalation: Escalation, clocks: Clocks) -> datetime | None:
    """The instant by which a case is put among others: what is due first, None where nothing is.
    One that is decided and nobody was told of comes before what is due later."""
    told = escalation.decided_at if escalation.is_untold else None
    expected = escalation.wait.until if escalation.wait is not None else None
    deadline = escalation.deadline.at if escalation.deadline is not None else None
    due = next_due(clocks.values())
    return min(filter(None, [told, expected, deadline, due]), default=None)


LAST = datetime.max.replace(tzinfo=UTC)
