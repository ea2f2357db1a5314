"""Fires the timers that are due, each against the state as it is by then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.case.errors import LostRace, StorageAway
from bot.due.effects import fire
from bot.due.nudge import fire_nudges
from bot.ports import Storage, Work
from bot.reminders.timers import PlannedNudge, Timer, Unreadable

PUT_OFF = timedelta(minutes=1)
TOGETHER = 25
"""How many nudges are fired in one transaction: many are due at once where an office opens, and
most of what one costs is its commit. More would keep those waiting who write meanwhile."""


@dataclass(frozen=True, slots=True)
class Fired:
    """How many timers were fired, and what went wrong with those that could not be."""

    count: int
    failures: tuple[Exception, ...] = ()


def run_due(
    storage: Storage,
    now: datetime,
    *,
    limit: int = 500,
    is_over: Callable[[], bool] = lambda: False,
) -> Fired:
    """Fires what is due: each timer in a transaction of its own, but nudges, several in one.

    A timer that fails is put off, so that it holds up none of the others and undoes nothing of
    theirs. What is left when `is_over` stays due. Raises StorageAway.
    """
    count, failures = 0, list[Exception]()
    while (left := limit - count - len(failures)) > 0 and not is_over():
        most = min(left, TOGETHER)
        some = _together(storage, now, most) or _Some()
        try:
            if not some.is_done:
                with storage.begin() as work:
                    _fire_some(work, now, most, some)
        except LostRace:
            break
        count += some.count
        failures += some.failures
        if some.is_last:
            break
    return Fired(count, tuple(failures))


@dataclass(slots=True)
class _Some:
    """What one transaction came to; the last one found no more, or met somebody."""

    count: int = 0
    failures: list[Exception] = field(default_factory=list)
    is_last: bool = False
    is_done: bool = False


def _together(storage: Storage, now: datetime, most: int) -> _Some | None:
    """Fires what is next, nudges of many people in a few statements. None where anything of it
    failed: all of it is undone then, and fired again one by one, where that one is put off."""
    some = _Some(is_done=True)
    try:
        with storage.begin() as work:
            timer = work.timers.take_due(now)
            if isinstance(timer, PlannedNudge):
                some.count = fire_nudges(work, timer, now, most)
            elif timer is not None:
                fire(work, timer, now)
                some.count = 1
            some.is_last = timer is None
    except StorageAway:
        raise
    except Exception:
        return None
    return some


def _fire_some(work: Work, now: datetime, most: int, some: _Some) -> None:
    """One timer that is due, or as many nudges at most."""
    timer: Timer | Unreadable | None = None
    for _ in range(most):
        is_nudge, timer = isinstance(timer, PlannedNudge), None
        try:
            with work.apart():
                timer = work.timers.take_nudge(now) if is_nudge else work.timers.take_due(now)
                if timer is not None:
                    fire(work, timer, now)
        except StorageAway:
            raise
        except LostRace:
            # Somebody changed the same case at that moment: the timer is still there, with the new
            # state to be looked at by the next call.
            some.is_last = True
            return
        except Exception as failure:
            if timer is None:
                raise
            some.failures.append(failure)
            work.timers.postpone(timer, now + PUT_OFF)
        else:
            some.count += timer is not None
        if not isinstance(timer, PlannedNudge):
            some.is_last = timer is None
            return
