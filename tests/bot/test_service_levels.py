"""A clock's due time and verdict follow from its events."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.identifiers import EscalationId
from bot.policy import ClockKind, Duration, ServiceLevel
from bot.service_levels import (
    ClockEvent,
    ClockEventKind,
    ClockName,
    ClockReading,
    Verdict,
    next_due,
    read_clock,
    target_of,
)
from tests.factories import NOON, after

RESOLUTION, FIRST_RESPONSE = ClockName.RESOLUTION, ClockName.FIRST_RESPONSE
TARGET = timedelta(hours=1)
DUE = after(hours=1)
MET, MISSED, STOPPED = ClockEventKind.MET, ClockEventKind.MISSED, ClockEventKind.STOPPED


def started(at: datetime = NOON, clock: ClockName = RESOLUTION, run: int = 1) -> ClockEvent:
    return ClockEvent(EscalationId(1), clock, run, ClockEventKind.STARTED, at, TARGET, 1)


def event(
    kind: ClockEventKind, at: datetime, clock: ClockName = RESOLUTION, run: int = 1
) -> ClockEvent:
    return ClockEvent(EscalationId(1), clock, run, kind, at)


def read(*events: ClockEvent) -> ClockReading:
    reading = read_clock(events, RESOLUTION)
    assert reading is not None
    return reading


def test_a_clock_that_never_started_reads_as_none() -> None:
    assert read_clock([], RESOLUTION) is None
    assert read_clock([started(clock=FIRST_RESPONSE)], RESOLUTION) is None


def test_a_clock_is_due_its_target_after_its_start() -> None:
    assert read(started()).due_at == DUE


def test_done_at_the_due_instant_is_met() -> None:
    assert read(started(), event(MET, DUE)).verdict is Verdict.MET


def test_done_one_second_later_is_missed() -> None:
    late = read(started(), event(MET, DUE + timedelta(seconds=1)))
    assert late.verdict is Verdict.MISSED
    assert not late.is_running


def test_missed_stays_missed() -> None:
    done = read(started(), event(MISSED, DUE + timedelta(seconds=1)), event(MET, after(hours=2)))
    assert done.verdict is Verdict.MISSED
    assert done.done_at == after(hours=2)


def test_a_missed_clock_runs_until_its_goal_is_reached() -> None:
    assert read(started(), event(MISSED, DUE + timedelta(seconds=1))).is_running


@pytest.mark.parametrize(
    ("now", "late"), [(DUE, False), (DUE + timedelta(microseconds=1), True), (after(), False)]
)
def test_a_running_clock_is_late_past_its_due_instant(now: datetime, late: bool) -> None:
    assert read(started()).is_late(now) is late


def test_a_case_that_ends_without_its_goal_in_time_has_missed_nothing() -> None:
    over = read(started(), event(STOPPED, DUE))
    assert over.verdict is Verdict.STOPPED
    assert not over.is_running
    assert not over.is_late(after(days=9))


def test_a_case_that_ends_after_the_due_instant_was_missed_though_nobody_noted_it() -> None:
    assert read(started(), event(STOPPED, after(hours=2))).verdict is Verdict.MISSED


def test_a_missed_clock_that_is_stopped_stays_missed_and_runs_no_more() -> None:
    over = read(started(), event(MISSED, after(hours=2)), event(STOPPED, after(hours=3)))
    assert over.verdict is Verdict.MISSED
    assert not over.is_running


def test_reopening_starts_a_new_run() -> None:
    again = read(started(), event(MISSED, after(hours=2)), started(after(days=1), run=2))
    assert (again.run, again.verdict) == (2, Verdict.RUNNING)
    assert again.due_at == after(days=1, hours=1)


def test_an_earlier_runs_events_do_not_touch_the_present_one() -> None:
    again = read(started(), started(after(hours=3), run=2), event(MET, after(minutes=5), run=1))
    assert again.is_running


def test_one_clock_does_not_read_the_others_events() -> None:
    assert read(started(), event(MET, after(minutes=1), clock=FIRST_RESPONSE)).is_running


def test_the_order_in_which_events_are_read_does_not_matter() -> None:
    assert read(event(MET, after(minutes=5)), started()).verdict is Verdict.MET


def test_half_a_target_is_used_up_half_way() -> None:
    assert read(started()).share(0.5) == after(minutes=30)


def test_the_target_of_a_clock_comes_from_the_service_level() -> None:
    level = ServiceLevel(Duration(seconds=1800), Duration(days=2), ClockKind.ROUND_THE_CLOCK)
    assert target_of(level, FIRST_RESPONSE) == timedelta(minutes=30)
    assert target_of(level, RESOLUTION) == timedelta(days=2)


def test_a_case_is_due_when_its_first_running_clock_is() -> None:
    first = started(after(minutes=-30), FIRST_RESPONSE)
    assert next_due([first, started()]) == after(minutes=30)
    assert next_due([first, event(MET, after(), FIRST_RESPONSE), started()]) == DUE
    assert next_due([]) is None
