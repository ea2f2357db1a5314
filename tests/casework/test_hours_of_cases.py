"""Whose hours a case's clocks count as it goes from hand to hand and its policy changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.case.identifiers import EscalationId, UserId
from bot.case.priority import Priority
from bot.due.timers import run_due
from bot.policy import Duration, Policy
from bot.service_levels.clocks import ClockName, Verdict
from bot.verbs.settings.adopt_policy import adopt_policy
from storage.tables import ClockEventRow
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    EGRET,
    HERON,
    STORK,
    WREN,
    Hand,
    case,
    claimed,
    open_one,
    settle,
    utc,
)
from tests.support.looking import Ear, clock, rows
from tests.support.offices import OFFICES, office_levels, office_policy

MONDAY = utc("2026-03-16T08:00")
"""Nine o'clock in Copenhagen; it is seven in the evening in Melbourne, and night in Denver."""
TUESDAY = MONDAY + timedelta(days=1)
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
FIRST, UPDATE, RESOLUTION = ClockName.FIRST_RESPONSE, ClockName.UPDATE, ClockName.RESOLUTION
MELBOURNE_OPENS = utc("2026-03-16T22:00")
DENVER_OPENS = utc("2026-03-16T15:00")
IN_BOTH = utc("2026-03-16T14:45")
"""An hour later it is a quarter to five in Copenhagen, and a quarter to ten in Denver."""


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage, office_policy())
    return storage


def due(storage: DatabaseStorage, esc: EscalationId, name: ClockName = RESOLUTION) -> datetime:
    return clock(storage, esc, name).due_at


def apply(storage: DatabaseStorage, policy: Policy, now: datetime) -> None:
    with storage.begin() as work:
        adopt_policy(work, policy, STORK, now)


def hand_to(storage: DatabaseStorage, esc: EscalationId, to: UserId, now: datetime) -> None:
    Hand(storage, STORK).hand_over(esc, to, now)
    Hand(storage, to).claim(esc, now)


# Raised, offered, claimed.


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        # A Friday, ten to five.
        ("2026-03-06T15:50", "2026-03-09T08:50"),
        ("2026-03-07T12:00", "2026-03-09T09:00"),
        # Christmas in Denmark, and the days before the clocks go forward and back.
        ("2025-12-24T15:30", "2025-12-29T08:30"),
        ("2026-03-27T15:30", "2026-03-30T07:30"),
        ("2026-10-23T14:30", "2026-10-26T08:30"),
    ],
)
def test_a_first_response_is_due_in_the_offices_hours(
    storage: DatabaseStorage, raised: str, expected: str
) -> None:
    esc = open_one(storage, now=utc(raised))
    assert due(storage, esc, FIRST) == utc(expected)


def test_a_case_nobody_holds_counts_the_queues_hours(storage: DatabaseStorage) -> None:
    settle(storage, office_policy((HERON, "copenhagen"), office="denver"))
    esc = open_one(storage, HERON, MONDAY)
    assert case(storage, esc).holder is None
    assert clock(storage, esc, FIRST).hours.office == "denver"
    assert due(storage, esc, FIRST) == DENVER_OPENS + HOUR


def test_an_offer_to_another_office_moves_the_clocks_there(storage: DatabaseStorage) -> None:
    esc = open_one(storage, now=IN_BOTH)
    assert due(storage, esc, FIRST) == IN_BOTH + HOUR
    half = IN_BOTH + 30 * MINUTE
    run_due(storage, half)
    assert case(storage, esc).holder == EGRET
    for name in (FIRST, RESOLUTION):
        reading = clock(storage, esc, name)
        assert (reading.hours.office, reading.used) == ("denver", 30 * MINUTE)
    assert due(storage, esc) == half + 7 * HOUR + 30 * MINUTE
    offer = case(storage, esc).offer
    assert offer is not None
    assert offer.lapses_at == due(storage, esc, FIRST) == half + 30 * MINUTE


def test_a_case_raised_when_all_are_out_is_offered_when_the_first_office_opens(
    storage: DatabaseStorage,
) -> None:
    esc = open_one(storage, now=MONDAY - 2 * HOUR)  # as Melbourne closes
    assert case(storage, esc).holder is None
    assert clock(storage, esc, FIRST).hours.office == "copenhagen"
    run_due(storage, MONDAY - SECOND)
    assert case(storage, esc).holder is None
    run_due(storage, MONDAY)
    assert case(storage, esc).holder == HERON
    assert due(storage, esc, FIRST) == MONDAY + HOUR


def test_an_offer_that_lapses_as_the_first_response_is_due_is_not_yet_a_miss(
    storage: DatabaseStorage,
) -> None:
    """Half the target is used by the first person; the second's half ends with the target."""
    esc = open_one(storage, now=IN_BOTH)
    run_due(storage, IN_BOTH + 30 * MINUTE)
    end = IN_BOTH + HOUR
    run_due(storage, end)
    assert case(storage, esc).holder == EGRET
    assert clock(storage, esc, FIRST).verdict is Verdict.RUNNING
    Hand(storage, EGRET).claim(esc, end)
    assert clock(storage, esc, FIRST).verdict is Verdict.MET


def test_after_the_breach_it_stays_with_the_last_whoever_is_eligible(
    storage: DatabaseStorage,
) -> None:
    esc = open_one(storage, now=IN_BOTH)
    run_due(storage, IN_BOTH + 30 * MINUTE)
    run_due(storage, IN_BOTH + 61 * MINUTE)
    run_due(storage, TUESDAY + 10 * HOUR)
    assert case(storage, esc).holder == EGRET
    assert clock(storage, esc, FIRST).verdict is Verdict.MISSED


def test_a_claim_from_another_office_moves_the_clocks_there(storage: DatabaseStorage) -> None:
    esc = open_one(storage, now=MONDAY)
    Hand(storage, EGRET).claim(esc, MONDAY + 30 * MINUTE)
    assert clock(storage, esc, FIRST).verdict is Verdict.MET
    assert clock(storage, esc, FIRST).hours.office == "copenhagen"
    assert due(storage, esc) == DENVER_OPENS + 7 * HOUR + 30 * MINUTE
    assert due(storage, esc, UPDATE) == DENVER_OPENS + 4 * HOUR


# Handed over, released, reopened.


def test_after_a_hand_over_what_is_used_stays_used_and_the_rest_runs_there(
    storage: DatabaseStorage,
) -> None:
    esc = claimed(storage, MONDAY)
    hand_to(storage, esc, CRANE, MONDAY + 3 * HOUR)
    assert due(storage, esc) == MELBOURNE_OPENS + 5 * HOUR
    assert due(storage, esc, UPDATE) == MELBOURNE_OPENS + HOUR
    assert clock(storage, esc, UPDATE).run == 1


def test_while_a_hand_over_is_pending_the_owners_hours_count(storage: DatabaseStorage) -> None:
    esc = claimed(storage, MONDAY)
    Hand(storage, HERON).hand_over(esc, CRANE, MONDAY + 3 * HOUR)
    assert clock(storage, esc, RESOLUTION).hours.office == "copenhagen"
    assert due(storage, esc) == MONDAY + 8 * HOUR
    Hand(storage, CRANE).claim(esc, MONDAY + 5 * HOUR)
    assert due(storage, esc) == MELBOURNE_OPENS + 3 * HOUR


def test_reminders_move_with_the_clock(storage: DatabaseStorage, ear: Ear) -> None:
    esc = claimed(storage, MONDAY)
    hand_to(storage, esc, CRANE, MONDAY + 3 * HOUR)
    run_due(storage, MONDAY + 8 * HOUR + SECOND)
    assert ear.reminders() == []
    half = MELBOURNE_OPENS + HOUR
    run_due(storage, half)
    said = ear.said(storage, half)
    assert said == [f"U0CRANE {esc} update:most, {esc} resolution:half"]


def test_there_and_back_again_loses_nothing(storage: DatabaseStorage) -> None:
    esc = claimed(storage, MONDAY)
    hand_to(storage, esc, CRANE, MONDAY + 2 * HOUR)
    hand_to(storage, esc, HERON, MELBOURNE_OPENS + 3 * HOUR)
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.used, reading.hours.office) == (5 * HOUR, "copenhagen")
    assert reading.due_at == TUESDAY + 3 * HOUR


def test_a_manager_without_an_office_counts_the_queues_hours(storage: DatabaseStorage) -> None:
    esc = claimed(storage, MONDAY)
    hand_to(storage, esc, CRANE, MONDAY + 2 * HOUR)
    hand_to(storage, esc, STORK, MONDAY + 3 * HOUR)
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.hours.office, reading.due_at) == ("copenhagen", TUESDAY + HOUR)


def test_a_miss_stays_one_in_whatever_office(storage: DatabaseStorage, ear: Ear) -> None:
    esc = claimed(storage, MONDAY)
    run_due(storage, MONDAY + 8 * HOUR + SECOND)
    hand_to(storage, esc, CRANE, MONDAY + 9 * HOUR)
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.verdict, reading.due_at) == (Verdict.MISSED, MONDAY + 8 * HOUR)
    again = MELBOURNE_OPENS + 2 * HOUR
    run_due(storage, again)
    # The update's first step came in Copenhagen, and doesn't come a second time.
    assert f"U0CRANE {esc} resolution:again:1" in ear.said(storage, again)


def test_what_was_overdue_when_it_was_handed_over_is_missed_though_nobody_had_noted_it(
    storage: DatabaseStorage,
) -> None:
    esc = claimed(storage, MONDAY)
    hand_to(storage, esc, CRANE, MONDAY + 9 * HOUR)
    run_due(storage, MONDAY + 9 * HOUR)
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.verdict, reading.due_at) == (Verdict.MISSED, MONDAY + 8 * HOUR)


def test_a_released_case_counts_the_hours_of_who_it_is_offered_to_next(
    storage: DatabaseStorage,
) -> None:
    esc = claimed(storage, MONDAY)
    Hand(storage, HERON).release(esc, MONDAY + 7 * HOUR)
    assert case(storage, esc).holder == EGRET
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.hours.office, reading.used) == ("denver", 7 * HOUR)
    assert clock(storage, esc, FIRST).verdict is Verdict.MET


def test_a_case_reopened_by_its_owner_starts_anew_in_their_hours(
    storage: DatabaseStorage,
) -> None:
    esc = claimed(storage, MONDAY)
    hand_to(storage, esc, CRANE, MONDAY + 3 * HOUR)
    Hand(storage, WREN).withdraw(esc, MONDAY + 4 * HOUR)
    Hand(storage, WREN).reopen(esc, TUESDAY)
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.run, reading.hours.office, reading.used) == (2, "melbourne", timedelta())
    assert reading.due_at == MELBOURNE_OPENS + timedelta(days=1, hours=8)
    assert clock(storage, esc, UPDATE).is_running
    assert clock(storage, esc, FIRST).run == 1


def test_a_case_reopened_to_the_queue_starts_in_the_hours_of_who_it_is_offered_to(
    storage: DatabaseStorage,
) -> None:
    esc = claimed(storage, MONDAY)
    Hand(storage, WREN).withdraw(esc, MONDAY + HOUR)
    settle(storage, office_policy((CRANE, "melbourne")))
    Hand(storage, WREN).reopen(esc, MELBOURNE_OPENS)
    for name in (FIRST, RESOLUTION):
        reading = clock(storage, esc, name)
        assert (reading.run, reading.hours.office) == (2, "melbourne")


# The policy changes while clocks run.


def shorter_days() -> Policy:
    """Copenhagen closes at one o'clock from now on."""
    hours = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-13:00",))
    copenhagen = replace(OFFICES["copenhagen"], hours=hours)
    return office_policy((HERON, "copenhagen"), offices={**OFFICES, "copenhagen": copenhagen})


def test_on_a_policy_change_a_running_clock_keeps_its_target_and_counts_on_in_the_new_hours(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = claimed(storage, MONDAY)
    apply(storage, shorter_days(), MONDAY + 2 * HOUR)
    ear.new()
    run_due(storage, MONDAY + 2 * HOUR)
    assert ear.new() == ["card_changed"]
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.target, reading.used) == (8 * HOUR, 2 * HOUR)
    # Two hours are left of the Monday and four of the Tuesday.
    assert reading.due_at == TUESDAY + 4 * HOUR


def test_a_target_that_was_promised_is_kept_when_the_policys_changes(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = claimed(storage, MONDAY)
    levels = office_levels()
    faster = replace(levels[Priority.P1], resolution=Duration(seconds=3600))
    apply(storage, office_policy(levels=levels | {Priority.P1: faster}), MONDAY + 2 * HOUR)
    before = len(rows(engine, ClockEventRow))
    run_due(storage, MONDAY + 2 * HOUR)
    assert due(storage, esc) == MONDAY + 8 * HOUR
    assert len(rows(engine, ClockEventRow)) == before
    assert due(storage, claimed(storage, MONDAY + 2 * HOUR)) == MONDAY + 3 * HOUR


def test_a_verdict_once_given_never_changes_when_settings_do(storage: DatabaseStorage) -> None:
    met, missed = claimed(storage, MONDAY), claimed(storage, MONDAY)
    Hand(storage, HERON).decide(met, MONDAY + 7 * HOUR)
    run_due(storage, MONDAY + 8 * HOUR + SECOND)
    before = [clock(storage, esc, name) for esc in (met, missed) for name in (FIRST, RESOLUTION)]
    apply(storage, shorter_days(), TUESDAY)
    run_due(storage, TUESDAY)
    after = [clock(storage, esc, name) for esc in (met, missed) for name in (FIRST, RESOLUTION)]
    assert [(r.verdict, r.due_at) for r in after] == [(r.verdict, r.due_at) for r in before]
    assert {r.verdict for r in after} == {Verdict.MET, Verdict.MISSED}


MOVES: dict[str, Callable[[], Policy]] = {
    "its holder moves to another office": lambda: office_policy((HERON, "denver")),
    "its holder leaves the rotation": lambda: office_policy((CRANE, "melbourne"), office="denver"),
}


@pytest.mark.parametrize("what", MOVES)
def test_a_case_follows_its_holders_office(storage: DatabaseStorage, what: str) -> None:
    esc = claimed(storage, MONDAY)
    apply(storage, MOVES[what](), MONDAY + 2 * HOUR)
    run_due(storage, MONDAY + 2 * HOUR)
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.hours.office, reading.used) == ("denver", 2 * HOUR)
    assert reading.due_at == DENVER_OPENS + 6 * HOUR


def test_a_waiting_case_follows_too_and_goes_on_there(storage: DatabaseStorage) -> None:
    esc = claimed(storage, MONDAY)
    Hand(storage, HERON).wait(esc, MONDAY + 2 * HOUR, TUESDAY)
    apply(storage, office_policy((HERON, "denver")), MONDAY + 3 * HOUR)
    run_due(storage, MONDAY + 3 * HOUR)
    Hand(storage, HERON).resume(esc, MONDAY + 4 * HOUR)
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.used, reading.due_at) == (2 * HOUR, DENVER_OPENS + 6 * HOUR)


def test_a_policy_that_says_the_same_changes_no_clock(
    storage: DatabaseStorage, engine: Engine, ear: Ear
) -> None:
    claimed(storage, MONDAY)
    before = len(rows(engine, ClockEventRow))
    apply(storage, office_policy(), MONDAY + 2 * HOUR)
    ear.new()
    run_due(storage, MONDAY + 2 * HOUR)
    assert len(rows(engine, ClockEventRow)) == before
    assert ear.new() == []


def test_a_finished_case_is_left_alone(storage: DatabaseStorage, engine: Engine) -> None:
    esc = claimed(storage, MONDAY)
    Hand(storage, WREN).withdraw(esc, MONDAY + HOUR)
    before = len(rows(engine, ClockEventRow))
    apply(storage, shorter_days(), MONDAY + 2 * HOUR)
    assert not run_due(storage, MONDAY + 2 * HOUR).failures
    assert len(rows(engine, ClockEventRow)) == before
