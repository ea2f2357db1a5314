"""Changing a case's priority: other targets, and the time used so far stays used."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot import events
from bot.case.errors import Refused
from bot.case.identifiers import EscalationId
from bot.case.priority import Priority
from bot.due.timers import run_due
from bot.notices import PriorityChanged
from bot.policy import ClockKind, Duration, ServiceLevel
from bot.service_levels.clocks import ClockName, Verdict
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    HERON,
    STORK,
    WREN,
    Hand,
    case,
    claimed,
    open_one,
    settle,
    timeline,
    utc,
)
from tests.support.looking import Ear, clock, notices, timers
from tests.support.offices import office_levels, office_policy

MONDAY = utc("2026-03-09T08:00")
"""Nine o'clock in Copenhagen, where it closes eight hours later."""
TUESDAY, SATURDAY = MONDAY + timedelta(days=1), utc("2026-03-14T12:00")
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
FIRST, UPDATE, RESOLUTION = ClockName.FIRST_RESPONSE, ClockName.UPDATE, ClockName.RESOLUTION


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage, office_policy((HERON, "copenhagen"), (CRANE, "copenhagen")))
    return storage


@pytest.fixture
def stork(storage: DatabaseStorage) -> Hand:
    return Hand(storage, STORK)


def raised(storage: DatabaseStorage, priority: str, at: datetime = MONDAY) -> EscalationId:
    return open_one(storage, now=at, priority=priority)


def test_a_higher_priority_has_shorter_targets_and_keeps_the_time_used(
    storage: DatabaseStorage, stork: Hand
) -> None:
    esc = claimed(storage, MONDAY, "P2")
    done = stork.change_priority(esc, "P1", MONDAY + 3 * HOUR)
    assert done.words == f"ESC-{esc} is P1 now."
    assert case(storage, esc).priority is Priority.P1
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.used, reading.due_at) == (3 * HOUR, MONDAY + 8 * HOUR)
    assert clock(storage, esc, UPDATE).due_at == MONDAY + 4 * HOUR


def test_a_lower_priority_has_longer_targets_from_the_same_start(
    storage: DatabaseStorage, stork: Hand
) -> None:
    esc = claimed(storage, MONDAY, "P1")
    stork.change_priority(esc, "p2", MONDAY + 3 * HOUR)
    assert clock(storage, esc, RESOLUTION).due_at == TUESDAY + 8 * HOUR


@pytest.mark.parametrize("change", [TUESDAY + HOUR, utc("2026-03-10T20:00")])
def test_a_target_already_used_up_is_due_at_the_instant_of_the_change(
    storage: DatabaseStorage, stork: Hand, change: datetime
) -> None:
    esc = claimed(storage, MONDAY, "P3")
    stork.change_priority(esc, "P1", change)
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.due_at, reading.verdict) == (change, Verdict.RUNNING)
    run_due(storage, change)
    assert clock(storage, esc, RESOLUTION).verdict is Verdict.RUNNING
    run_due(storage, change + SECOND)
    assert clock(storage, esc, RESOLUTION).verdict is Verdict.MISSED


def test_what_is_decided_at_that_instant_is_met(storage: DatabaseStorage, stork: Hand) -> None:
    esc = claimed(storage, MONDAY, "P2")
    stork.change_priority(esc, "P1", TUESDAY + HOUR)
    Hand(storage, HERON).decide(esc, TUESDAY + HOUR)
    assert clock(storage, esc, RESOLUTION).verdict is Verdict.MET


def test_what_was_missed_stays_missed_with_its_due_instant(
    storage: DatabaseStorage, stork: Hand
) -> None:
    esc = claimed(storage, MONDAY, "P1")
    run_due(storage, TUESDAY)
    stork.change_priority(esc, "P3", TUESDAY)
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.verdict, reading.due_at) == (Verdict.MISSED, MONDAY + 8 * HOUR)


def test_what_was_overdue_at_the_change_is_missed_though_nobody_had_noted_it(
    storage: DatabaseStorage, stork: Hand, ear: Ear
) -> None:
    esc = claimed(storage, MONDAY, "P1")
    Hand(storage, HERON).write(esc, MONDAY + 8 * HOUR)
    stork.change_priority(esc, "P3", TUESDAY + HOUR)
    run_due(storage, TUESDAY + HOUR)
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.verdict, reading.due_at) == (Verdict.MISSED, MONDAY + 8 * HOUR)
    assert f"U0STORK {esc} resolution:breach" in ear.said(storage, TUESDAY + HOUR)


def test_reminders_follow_the_new_target(storage: DatabaseStorage, stork: Hand, ear: Ear) -> None:
    esc = claimed(storage, MONDAY, "P2")
    stork.change_priority(esc, "P1", MONDAY + HOUR)
    said = []
    for quarter in range(4, 33):
        at = MONDAY + quarter * MINUTE * 15
        run_due(storage, at)
        said += [(at - MONDAY, line) for line in ear.said(storage, at) if "resolution" in line]
    assert said == [
        (4 * HOUR, f"U0HERON {esc} resolution:half"),
        (6 * HOUR + 30 * MINUTE, f"U0HERON {esc} resolution:most"),
    ]


def test_a_step_the_new_target_has_passed_is_not_said_again(
    storage: DatabaseStorage, stork: Hand, ear: Ear
) -> None:
    esc = claimed(storage, MONDAY, "P1")
    run_due(storage, MONDAY + 7 * HOUR)
    ear.new()
    stork.change_priority(esc, "P2", MONDAY + 7 * HOUR)
    run_due(storage, MONDAY + 7 * HOUR)
    assert ear.said(storage, MONDAY + 7 * HOUR) == []
    assert timers(storage._engine, esc).count("reminder resolution:half") == 1


def test_updates_are_expected_where_the_new_priority_asks_for_them(
    storage: DatabaseStorage, stork: Hand
) -> None:
    esc = claimed(storage, MONDAY, "P3")
    stork.change_priority(esc, "P1", MONDAY + 2 * HOUR)
    assert clock(storage, esc, UPDATE).due_at == MONDAY + 6 * HOUR
    stork.change_priority(esc, "P3", MONDAY + 3 * HOUR)
    assert clock(storage, esc, UPDATE).verdict is Verdict.STOPPED
    stork.change_priority(esc, "P1", MONDAY + 4 * HOUR)
    again = clock(storage, esc, UPDATE)
    assert (again.run, again.due_at) == (2, MONDAY + 8 * HOUR)


def test_updates_that_become_expected_while_it_waits_wait_too(
    storage: DatabaseStorage, stork: Hand
) -> None:
    esc = claimed(storage, MONDAY, "P3")
    Hand(storage, HERON).wait(esc, MONDAY + HOUR, TUESDAY, "vendor")
    stork.change_priority(esc, "P1", MONDAY + 2 * HOUR)
    reading = clock(storage, esc, UPDATE)
    assert (reading.is_open, reading.paused_at) == (True, MONDAY + 2 * HOUR)
    stork.resume(esc, TUESDAY)
    reading = clock(storage, esc, UPDATE)
    assert (reading.due_at, reading.lost) == (TUESDAY + 4 * HOUR, {"vendor": 6 * HOUR})


def test_an_unclaimed_case_answers_faster_and_its_offer_lapses_sooner(
    storage: DatabaseStorage, stork: Hand, ear: Ear
) -> None:
    esc = raised(storage, "P2")
    stork.change_priority(esc, "P1", MONDAY + 10 * MINUTE)
    assert clock(storage, esc, FIRST).due_at == MONDAY + HOUR
    now = case(storage, esc)
    assert now.offer is not None
    assert (now.offer.to, now.offer.lapses_at) == (HERON, MONDAY + 30 * MINUTE)
    run_due(storage, MONDAY + 30 * MINUTE - SECOND)
    assert case(storage, esc).holder == HERON
    run_due(storage, MONDAY + 30 * MINUTE)
    assert case(storage, esc).holder == CRANE


def test_an_offer_whose_time_is_up_with_the_new_priority_lapses_at_once(
    storage: DatabaseStorage, stork: Hand
) -> None:
    esc = raised(storage, "P2")
    change = MONDAY + 50 * MINUTE
    stork.change_priority(esc, "P1", change)
    run_due(storage, change)
    assert case(storage, esc).holder == CRANE


def test_an_offer_stays_longer_where_the_priority_is_lowered(
    storage: DatabaseStorage, stork: Hand
) -> None:
    esc = raised(storage, "P1")
    stork.change_priority(esc, "P2", MONDAY + 10 * MINUTE)
    run_due(storage, MONDAY + HOUR)
    assert case(storage, esc).holder == HERON


def test_a_priority_may_go_from_office_hours_to_all_hours(
    storage: DatabaseStorage, stork: Hand
) -> None:
    round_the_clock = ServiceLevel(
        Duration(seconds=1800), Duration(seconds=8 * 3600), ClockKind.ROUND_THE_CLOCK
    )
    levels = office_levels() | {Priority.P1: round_the_clock}
    settle(storage, office_policy((HERON, "copenhagen"), levels=levels))
    friday = utc("2026-03-06T15:50")
    esc = claimed(storage, friday, "P2")
    stork.change_priority(esc, "P1", SATURDAY - timedelta(days=7))
    # Ten minutes were used on the Friday; the rest runs on through the Saturday.
    reading = clock(storage, esc, RESOLUTION)
    assert reading.due_at == utc("2026-03-07T19:50")
    assert reading.hours.are_all


def test_requester_and_holder_are_told_with_the_reason(
    storage: DatabaseStorage, stork: Hand, engine: Engine
) -> None:
    esc = claimed(storage, MONDAY, "P2")
    stork.change_priority(esc, "P1", MONDAY + HOUR, reason="A journalist called.")
    told = [n for n in notices(engine) if isinstance(n, PriorityChanged)]
    assert told == [
        PriorityChanged(to, esc, STORK, "P1", "A journalist called.") for to in (HERON, WREN)
    ]
    with storage.read() as work:
        entry = work.timeline.of(esc)[-1]
    assert (entry.who, entry.why) == (STORK, "A journalist called.")
    assert entry.event == events.PriorityMoved(Priority.P2, Priority.P1)


def test_who_changes_it_is_not_told(storage: DatabaseStorage, ear: Ear) -> None:
    esc = claimed(storage, MONDAY, "P2")
    ear.new()
    Hand(storage, HERON).change_priority(esc, "P1", MONDAY + HOUR)
    assert ear.new() == ["card_changed", "priority_changed U0WREN"]


def test_a_priority_changes_to_another_one_and_with_a_reason(
    storage: DatabaseStorage, stork: Hand
) -> None:
    esc = claimed(storage, MONDAY, "P2")
    before = timeline(storage, esc)
    for priority, reason, fault in (
        ("P2", "Why not.", "priority"),
        ("P4", "Why not.", "priority"),
        ("P1", "", "reason"),
        ("P1", "x" * 1001, "reason"),
    ):
        with pytest.raises(Refused) as refused:
            stork.change_priority(esc, priority, MONDAY + HOUR, reason)
        assert set(refused.value.fields) == {fault}
    with pytest.raises(Refused):
        Hand(storage, WREN).change_priority(esc, "P1", MONDAY + HOUR)
    assert timeline(storage, esc) == before


def test_a_closed_case_keeps_its_priority(storage: DatabaseStorage, stork: Hand) -> None:
    esc = claimed(storage, MONDAY, "P2")
    stork.withdraw(esc, MONDAY + HOUR)
    with pytest.raises(Refused):
        stork.change_priority(esc, "P1", MONDAY + HOUR)


def test_targets_changed_under_a_new_policy_are_those_of_the_new_policy(
    storage: DatabaseStorage, stork: Hand
) -> None:
    esc = claimed(storage, MONDAY, "P2")
    levels = office_levels()
    longer = replace(levels[Priority.P1], resolution=Duration(days=3))
    settle(storage, office_policy((HERON, "copenhagen"), levels=levels | {Priority.P1: longer}))
    stork.change_priority(esc, "P1", MONDAY + HOUR)
    assert clock(storage, esc, RESOLUTION).due_at == MONDAY + timedelta(days=2, hours=8)
