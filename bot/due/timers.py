"""Fires the timers that are due, each against the state as it is by then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.case.errors import LostRace, StorageAway
from bot.due.effects import fire
from bot.ports import Storage
from bot.reminders.timers import (
    Timer,
    Unreadable,
)

PUT_OFF = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Fired:
    """How many timers were fired, and what went wrong with those that could not be."""

    count: int
    failures: tuple[Exception, ...] = ()


def run_due(storage: Storage, now: datetime, *, limit: int = 500) -> Fired:
    """Fires what is due, each timer in a transaction of its own.

    A timer that fails is put off, so that it holds up none of the others. Raises StorageAway.
    """
    count, failures = 0, list[Exception]()
    while count + len(failures) < limit:
        timer: Timer | Unreadable | None = None
        try:
            with storage.begin() as work:
                timer = work.timers.take_due(now)
                if timer is None:
                    break
                fire(work, timer, now)
            count += 1
        except StorageAway:
            raise
        except LostRace:
            # Somebody changed the same case at that moment: the timer is still there, with the new
            # state to be looked at by the next call.
            break
        except Exception as failure:
            if timer is None:
                raise
            failures.append(failure)
            with storage.begin() as work:
                work.timers.postpone(timer, now + PUT_OFF)
    return Fired(count, tuple(failures))
