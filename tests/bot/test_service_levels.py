"""A clock's due time and verdict follow from its events."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.case.identifiers import EscalationId
from bot.case.priority import Priority
from bot.policy import ClockKind, Duration, ServiceLevel
from bot.service_levels.clocks import (
    ClockEvent,
    ClockEventKind,
    ClockName,
    ClockReading,
    Verdict,
    next_due,
    read_clock,
    read_clocks,
    target_of,
)
from bot.service_levels.hours import ALL_HOURS, Hours, office_hours
from tests.support.factories import NOON, after, utc
from tests.support.offices import office_levels, office_policy

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


def all_hours(_version: int, _office: str) -> Hours:
    return ALL_HOURS


def read(*events: ClockEvent) -> ClockReading:
    reading = read_clock(events, RESOLUTION, all_hours)
    assert reading is not None
    return reading


def test_a_clock_that_never_started_reads_as_none() -> None:
    assert read_clock([], RESOLUTION, all_hours) is None
    assert read_clock([started(clock=FIRST_RESPONSE)], RESOLUTION, all_hours) is None


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
    assert target_of(level, FIRST_RESPONSE, ALL_HOURS) == timedelta(minutes=30)
    assert target_of(level, RESOLUTION, ALL_HOURS) == timedelta(days=2)
    assert target_of(level, ClockName.UPDATE, ALL_HOURS) is None


def test_a_case_is_due_when_its_first_running_clock_is() -> None:
    first, met = started(after(minutes=-30), FIRST_RESPONSE), event(MET, after(), FIRST_RESPONSE)

    def due(*events: ClockEvent) -> datetime | None:
        return next_due(read_clocks(events, all_hours).values())

    assert due(first, started()) == after(minutes=30)
    assert due(first, met, started()) == DUE
    assert due() is None


# Waiting: time stands still.

HERE = office_policy()
COPENHAGEN, MELBOURNE = office_hours(HERE, "copenhagen"), office_hours(HERE, "melbourne")
OFFICES_HOURS = {"": ALL_HOURS, "copenhagen": COPENHAGEN, "melbourne": MELBOURNE}
PAUSED, RESUMED = ClockEventKind.PAUSED, ClockEventKind.RESUMED
TARGET_CHANGED, HOURS_CHANGED = ClockEventKind.TARGET_CHANGED, ClockEventKind.HOURS_CHANGED


def in_offices(_version: int, office: str) -> Hours:
    return OFFICES_HOURS[office]


def paused(at: datetime, party: str = "customer") -> ClockEvent:
    return replace(event(PAUSED, at), party=party)


def to_target(target: timedelta, at: datetime, office: str | None = None) -> ClockEvent:
    return replace(event(TARGET_CHANGED, at), target=target, office=office)


def office_clock(*events: ClockEvent) -> ClockReading:
    """An eight hours' clock of Copenhagen's hours, started on a Friday at 16:50."""
    start = replace(started(utc("2026-03-06T15:50")), target=timedelta(hours=8))
    own = [replace(start, office="copenhagen"), *events]
    reading = read_clock(own, RESOLUTION, in_offices)
    assert reading is not None
    return reading


def test_what_is_paused_is_due_later_by_as_long_as_it_was_paused() -> None:
    reading = read(started(), paused(after(minutes=20)), event(RESUMED, after(hours=5)))
    assert reading.due_at == after(hours=5, minutes=40)
    assert reading.used == timedelta(minutes=20)


def test_a_paused_clock_neither_runs_nor_is_ever_late() -> None:
    reading = read(started(), paused(after(minutes=20)))
    assert (reading.is_open, reading.is_running) == (True, False)
    assert reading.paused_at == after(minutes=20)
    assert not reading.is_late(after(days=99))
    assert next_due([reading]) is None


def test_a_paused_clock_shows_the_due_instant_it_had() -> None:
    assert read(started(), paused(after(minutes=20))).due_at == DUE


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        (after(hours=3), Verdict.MET),
        (after(days=99), Verdict.MET),
        (after(minutes=20), Verdict.MET),
    ],
)
def test_a_goal_reached_while_paused_is_reached_in_time(now: datetime, verdict: Verdict) -> None:
    done = read(started(), paused(after(minutes=20)), event(MET, now))
    assert done.verdict is verdict
    assert (done.done_at, done.paused_at, done.is_open) == (now, None, False)


def test_a_goal_reached_while_paused_after_a_miss_stays_missed() -> None:
    miss = replace(event(MISSED, DUE + timedelta(seconds=1)), due_at=DUE)
    done = read(started(), miss, paused(after(hours=2)), event(MET, after(hours=3)))
    assert (done.verdict, done.due_at) == (Verdict.MISSED, DUE)


def test_what_was_overdue_when_it_was_paused_is_late_though_nobody_had_noted_it() -> None:
    reading = read(started(), paused(DUE + timedelta(seconds=1)))
    assert reading.is_late(after(hours=3))
    assert reading.due_at == DUE
    again = read(started(), paused(after(hours=2)), event(RESUMED, after(hours=3)))
    assert (again.due_at, again.is_late(after(hours=3))) == (DUE, True)
    done = read(started(), paused(after(hours=2)), event(MET, after(hours=3)))
    assert done.verdict is Verdict.MISSED


def test_what_is_paused_at_its_due_instant_is_not_late() -> None:
    assert not read(started(), paused(DUE)).is_late(after(hours=3))
    assert read(started(), paused(DUE), event(RESUMED, after(hours=3))).due_at == after(hours=3)


def test_time_lost_is_kept_for_each_party() -> None:
    reading = read(
        started(),
        paused(after(minutes=10)),
        event(RESUMED, after(minutes=25)),
        paused(after(minutes=30), "legal"),
        event(RESUMED, after(hours=2)),
        paused(after(hours=2, minutes=5)),
        event(MET, after(hours=2, minutes=10)),
    )
    assert reading.lost == {"customer": timedelta(minutes=20), "legal": timedelta(minutes=90)}


def test_time_lost_is_counted_in_opening_hours() -> None:
    # Friday 16:55 to Monday 10:00 in Copenhagen.
    reading = office_clock(paused(utc("2026-03-06T15:55")), event(RESUMED, utc("2026-03-09T09:00")))
    assert reading.lost == {"customer": timedelta(hours=1, minutes=5)}
    assert reading.due_at == utc("2026-03-10T08:55")


# Business time.


def test_what_starts_on_a_friday_at_ten_to_five_goes_on_on_monday() -> None:
    assert office_clock().due_at == utc("2026-03-09T15:50")


def test_what_is_used_up_at_closing_is_due_at_closing_and_late_a_second_later() -> None:
    start = replace(started(utc("2026-03-06T08:00")), target=timedelta(hours=8))
    reading = read_clock([replace(start, office="copenhagen")], RESOLUTION, in_offices)
    assert reading is not None
    assert reading.due_at == utc("2026-03-06T16:00")
    assert not reading.is_late(reading.due_at)
    assert reading.is_late(reading.due_at + timedelta(seconds=1))


def test_after_a_hand_over_what_is_used_stays_used_and_the_rest_runs_in_the_new_hours() -> None:
    # Monday 16:00 in Copenhagen: 7 h 10 min are used. Melbourne opens at 23:00 in UTC.
    moved = replace(event(HOURS_CHANGED, utc("2026-03-09T15:00")), office="melbourne")
    reading = office_clock(moved)
    assert reading.used == timedelta(hours=7, minutes=10)
    # The second Monday of March is Labour Day in Victoria, and that Monday is over there.
    assert reading.due_at == utc("2026-03-09T22:50")
    assert reading.hours == MELBOURNE


def test_hours_may_change_while_it_waits() -> None:
    moved = replace(event(HOURS_CHANGED, utc("2026-03-09T15:00")), office="melbourne")
    resumed = replace(event(RESUMED, utc("2026-03-09T22:00")), office="melbourne")
    reading = office_clock(paused(utc("2026-03-06T16:00")), moved, resumed)
    # Ten minutes were used on the Friday: seven hours and fifty minutes from 09:00 in Melbourne.
    assert reading.due_at == utc("2026-03-10T05:50")
    assert reading.lost == {"customer": timedelta(hours=7)}


# A changed priority: other targets.


def test_a_changed_target_keeps_the_time_already_used() -> None:
    reading = read(started(), to_target(timedelta(hours=4), after(minutes=45)))
    assert (reading.due_at, reading.used) == (after(hours=4), timedelta(minutes=45))


def test_a_target_already_used_up_is_due_at_the_instant_of_the_change() -> None:
    change = after(minutes=45)
    reading = read(started(), to_target(timedelta(minutes=30), change))
    assert (reading.due_at, reading.is_late(change)) == (change, False)
    assert reading.is_late(change + timedelta(seconds=1))


def test_a_target_used_up_at_night_is_due_at_that_instant_though_the_office_is_closed() -> None:
    saturday = utc("2026-03-07T12:00")
    reading = office_clock(to_target(timedelta(minutes=5), saturday, "copenhagen"))
    assert reading.due_at == saturday


def test_a_target_may_go_from_all_hours_to_the_offices() -> None:
    change = utc("2026-03-06T15:00")
    start = replace(started(utc("2026-03-06T13:00")), office="")
    reading = read_clock(
        [start, to_target(timedelta(hours=8), change, "copenhagen")], RESOLUTION, in_offices
    )
    assert reading is not None
    # Used up after an hour, so nobody had noted the miss by then: it stays due when it was.
    assert (reading.due_at, reading.is_late(change)) == (utc("2026-03-06T14:00"), True)
    early = to_target(timedelta(hours=8), utc("2026-03-06T13:30"), "copenhagen")
    reading = read_clock([start, early], RESOLUTION, in_offices)
    assert reading is not None
    # 14:30 on Friday, half an hour used: 2:30 h on Friday, five hours on Monday.
    assert reading.due_at == utc("2026-03-09T13:00")


def test_a_verdict_given_is_held_to_its_own_due_instant_whatever_changes_later() -> None:
    miss = replace(event(MISSED, DUE + timedelta(seconds=1)), due_at=DUE)
    longer = to_target(timedelta(days=9), after(hours=3))
    reading = read(started(), miss, longer)
    assert (reading.verdict, reading.due_at) == (Verdict.MISSED, DUE)
    met = replace(event(MET, after(minutes=59)), due_at=DUE)
    shorter_now = replace(started(), target=timedelta(minutes=1))
    assert read(shorter_now, met).verdict is Verdict.MET
    assert read(shorter_now, met).due_at == DUE


# How far a target is used up.


def test_a_share_is_of_the_whole_target_however_it_was_interrupted() -> None:
    reading = read(started(), paused(after(minutes=20)), event(RESUMED, after(hours=5)))
    assert reading.share(0.5) == after(hours=5, minutes=10)
    assert reading.share(0.8) == after(hours=5, minutes=28)


def test_a_share_that_was_used_up_before_the_last_change_was_reached_at_that_change() -> None:
    change = after(minutes=45)
    assert read(started(), to_target(timedelta(hours=1, minutes=15), change)).share(0.5) == change


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        (FIRST_RESPONSE, timedelta(hours=4)),
        (RESOLUTION, timedelta(hours=16)),
        (ClockName.UPDATE, timedelta(hours=8)),
    ],
)
def test_a_day_of_a_target_is_a_business_day_of_the_office(
    clock: ClockName, expected: timedelta
) -> None:
    level = office_levels()[Priority.P2]
    assert target_of(level, clock, COPENHAGEN) == expected


def test_how_long_after_a_miss_counts_the_clocks_own_hours() -> None:
    assert office_clock().overdue(Duration(days=1)) == utc("2026-03-10T15:50")
    assert read(started()).overdue(Duration(days=1)) == after(days=1, hours=1)


def test_what_was_overdue_in_other_hours_stays_counted_and_the_rest_runs_in_those_of_now() -> None:
    """Due on Monday 16:50 in Copenhagen; from Tuesday 9:50 to 11:50 all hours count, then the
    office's again: two hours of its eight have gone."""
    changed = event(ClockEventKind.TARGET_CHANGED, utc("2026-03-10T08:50"))
    back = event(ClockEventKind.TARGET_CHANGED, utc("2026-03-10T10:50"))
    reading = office_clock(replace(changed, office=""), replace(back, office="copenhagen"))

    assert reading.due_at == utc("2026-03-09T15:50")
    # Ten minutes on Monday, 50 on Tuesday morning, then two hours: five of the eight are left.
    assert reading.overdue(Duration(days=1)) == utc("2026-03-10T15:50")
    assert reading.is_past(Duration(seconds=3 * 3600), utc("2026-03-10T10:50"))


def test_a_wait_makes_nothing_later_that_was_overdue_before_it() -> None:
    reading = read(started(), paused(after(hours=2)), event(RESUMED, after(hours=9)))

    assert reading.due_at == DUE
    assert reading.overdue(Duration(seconds=2 * 3600)) == after(hours=10)
