"""What a clock comes to that stood still while its case waited."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.due.timers import run_due
from bot.service_levels.clocks import ClockName, Verdict
from storage.work import DatabaseStorage
from tests.support.factories import CRANE, HERON, Hand, case, claimed, settle, utc
from tests.support.looking import Ear, clock, timers
from tests.support.offices import office_policy

MONDAY = utc("2026-03-09T08:00")
"""Nine o'clock in Copenhagen."""
TUESDAY = MONDAY + timedelta(days=1)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
RESOLUTION, UPDATE = ClockName.RESOLUTION, ClockName.UPDATE


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage, office_policy((HERON, "copenhagen"), (CRANE, "melbourne")))
    return storage


def test_what_is_decided_while_it_waits_is_decided_in_time(
    storage: DatabaseStorage, heron: Hand, engine: Engine
) -> None:
    esc = claimed(storage, MONDAY)
    heron.wait(esc, MONDAY + HOUR, MONDAY + timedelta(days=30))
    weeks_later = MONDAY + timedelta(days=14)
    heron.decide(esc, weeks_later)
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.verdict, reading.done_at) == (Verdict.MET, weeks_later)
    assert reading.due_at == weeks_later + 7 * HOUR
    assert clock(storage, esc, UPDATE).verdict is Verdict.STOPPED
    assert case(storage, esc).wait is None
    assert timers(engine, esc) == ["communicate"]


def test_what_was_overdue_before_it_waited_is_missed_though_nobody_noted_it(
    storage: DatabaseStorage, heron: Hand, ear: Ear
) -> None:
    """The process that keeps the time may have been away."""
    esc = claimed(storage, MONDAY)
    due = MONDAY + 8 * HOUR
    heron.wait(esc, TUESDAY, TUESDAY + HOUR)
    run_due(storage, TUESDAY + HOUR)
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.verdict, reading.due_at) == (Verdict.MISSED, due)
    late = f"{esc} resolution:breach, {esc} update:again:1"
    assert sorted(ear.said(storage, TUESDAY + HOUR)) == [
        f"U0HERON {late}, {esc} wait:over",
        f"U0STORK {late}",
    ]


def test_who_decides_what_was_overdue_before_it_waited_has_missed_it(
    storage: DatabaseStorage, heron: Hand
) -> None:
    esc = claimed(storage, MONDAY)
    heron.wait(esc, TUESDAY, TUESDAY + 5 * HOUR)
    heron.decide(esc, TUESDAY + HOUR)
    assert clock(storage, esc, RESOLUTION).verdict is Verdict.MISSED


def test_a_missed_clock_stays_missed_through_a_wait_and_climbs_again_after_it(
    storage: DatabaseStorage, heron: Hand, ear: Ear
) -> None:
    esc = claimed(storage, MONDAY)
    late = MONDAY + 8 * HOUR
    run_due(storage, TUESDAY)
    heron.wait(esc, TUESDAY, TUESDAY + HOUR)
    ear.new()
    run_due(storage, TUESDAY + HOUR)
    ear.said(storage, TUESDAY + HOUR)
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.verdict, reading.due_at, reading.is_running) == (Verdict.MISSED, late, True)
    again = TUESDAY + 3 * HOUR  # the hour of the wait doesn't count
    run_due(storage, again)
    assert f"U0HERON {esc} resolution:again:1" in ear.said(storage, again)
