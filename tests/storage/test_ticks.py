"""The clock's ticks: one comes at once when the calendar was moved."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, event

from bot.app.wall_clock import WallClock
from bot.case.identifiers import EscalationId
from bot.limits import Limits
from bot.reminders.timers import Communicate, PlannedDigest
from handlers.clock.ticks import Ticks
from storage.deliveries import DeliveryTable
from storage.tables import TimerRow
from storage.work import DatabaseStorage
from tests.reliability.house import until
from tests.support.factories import HERON, after, policy, settle
from tests.support.looking import rows

SOON = 30.0


class Calendar:
    """Stands at noon until it is moved; tells when it was asked."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self.asked = threading.Event()

    def now(self) -> datetime:
        self.asked.set()
        return after() + self.ahead


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def hourly(
    storage: DatabaseStorage,
    deliveries: DeliveryTable,
    calendar: Calendar,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Ticks]:
    """Ticks once an hour by itself, so that a tick within a test was asked for."""
    clock = Ticks(storage, deliveries, calendar, WallClock(), Limits(tick_seconds=3600))
    yield clock
    clock.stop()


def test_a_clock_that_is_woken_fires_at_once_what_is_due(
    hourly: Ticks, storage: DatabaseStorage, engine: Engine, calendar: Calendar
) -> None:
    settle(storage, policy([HERON]))
    with storage.begin() as work:
        work.timers.plan([Communicate(after(days=1), EscalationId(1))])
    hourly.start()
    calendar.ahead = timedelta(days=2)
    assert len(rows(engine, TimerRow)) == 1
    hourly.wake()
    until(lambda: rows(engine, TimerRow) == [], "it isn't fired")


def test_a_clock_that_is_stopped_leaves_what_it_has_not_begun(
    hourly: Ticks, storage: DatabaseStorage, engine: Engine, calendar: Calendar
) -> None:
    """Hundreds may be due at once, and the process is to end soon."""
    settle(storage, policy([HERON]))
    with storage.begin() as work:
        work.timers.plan(Communicate(after(), EscalationId(n)) for n in (1, 2, 3))
    stopped_at: list[int] = []

    def stops_after_the_first(connection: Connection) -> None:
        stopped_at.append(1)
        hourly.stop()

    event.listen(engine, "commit", stops_after_the_first)
    hourly.tick()
    event.remove(engine, "commit", stops_after_the_first)

    assert len(stopped_at) == 1
    assert len(rows(engine, TimerRow)) == 2


def test_a_clock_can_be_woken_again_and_again(hourly: Ticks, calendar: Calendar) -> None:
    hourly.start()
    for _ in range(3):
        calendar.asked.clear()
        while not calendar.asked.wait(0.05):  # one that is still running is not started twice
            hourly.wake()


def test_a_clock_that_does_not_run_is_not_woken(
    hourly: Ticks, storage: DatabaseStorage, calendar: Calendar
) -> None:
    hourly.wake()
    hourly.start()
    hourly.stop()
    hourly.wake()

    assert not calendar.asked.is_set()


def test_a_tick_that_comes_while_another_runs_is_not_lost(
    hourly: Ticks,
    storage: DatabaseStorage,
    engine: Engine,
    calendar: Calendar,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settle(storage, policy([HERON]))
    with storage.begin() as work:
        work.timers.plan([PlannedDigest(after(hours=2), "none", after())])
    looked: list[datetime] = []

    def moved_after_it_looked() -> datetime:
        looked.append(after() + calendar.ahead)
        if len(looked) == 1:
            calendar.ahead = timedelta(hours=3)
            hourly.tick()
        return looked[-1]

    monkeypatch.setattr(calendar, "now", moved_after_it_looked)
    hourly.tick()

    assert looked == [after(), after(hours=3)]
    assert rows(engine, TimerRow) == []
