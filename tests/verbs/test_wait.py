"""Waiting on a party: the case rests, its clocks stand still, and it comes back by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.case.errors import Refused
from bot.case.escalation import Party
from bot.case.identifiers import UserId
from bot.case.priority import Priority
from bot.case.spoken import Spoken
from bot.case.states import State
from bot.due.timers import run_due
from bot.notices import Waiting, Wrote
from bot.policy import Duration
from bot.service_levels.clocks import ClockEventKind, ClockName, Verdict
from storage.tables import ClockEventRow
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    FINCH,
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
from tests.support.looking import Ear, clock, notices, rows, timers
from tests.support.offices import office_levels, office_policy

FRIDAY = utc("2026-03-06T15:50")
"""Ten to five in Copenhagen."""
MONDAY = utc("2026-03-09T08:00")
"""Nine o'clock in Copenhagen."""
TUESDAY = MONDAY + timedelta(days=1)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
RESOLUTION, UPDATE = ClockName.RESOLUTION, ClockName.UPDATE


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage, office_policy((HERON, "copenhagen"), (CRANE, "melbourne")))
    return storage


def test_a_waiting_case_says_on_whom_for_what_and_until_when(
    storage: DatabaseStorage, heron: Hand
) -> None:
    esc = claimed(storage, MONDAY)
    done = heron.wait(esc, MONDAY + HOUR, TUESDAY)
    assert done.words == f"ESC-{esc} waits on the customer."
    now = case(storage, esc)
    assert (now.state, now.owner) == (State.WAITING, HERON)
    assert now.wait is not None
    assert (now.wait.on, now.wait.for_what) == (Party.CUSTOMER, "The order's number.")
    assert (now.wait.until, now.wait.since, now.wait.by) == (TUESDAY, MONDAY + HOUR, HERON)
    assert timeline(storage, esc)[-1] == "wait_begun"


def test_update_and_resolution_stand_still_while_a_case_waits(
    storage: DatabaseStorage, heron: Hand, engine: Engine
) -> None:
    esc = claimed(storage, MONDAY)
    heron.wait(esc, MONDAY + HOUR, TUESDAY)
    for name in (UPDATE, RESOLUTION):
        reading = clock(storage, esc, name)
        assert (reading.is_open, reading.paused_at) == (True, MONDAY + HOUR)
    assert timers(engine, esc) == ["wait_over"]


def test_the_reason_and_the_party_are_kept_with_the_clock(
    storage: DatabaseStorage, heron: Hand, engine: Engine
) -> None:
    heron.wait(claimed(storage, MONDAY), MONDAY + HOUR, TUESDAY, "legal")
    paused = [e for e in rows(engine, ClockEventRow) if e.kind == ClockEventKind.PAUSED]
    assert {(e.party, e.reason) for e in paused} == {("legal", "The order's number.")}


def test_a_waiting_case_is_not_reminded(storage: DatabaseStorage, heron: Hand, ear: Ear) -> None:
    esc = claimed(storage, MONDAY)
    heron.wait(esc, MONDAY + HOUR, MONDAY + timedelta(days=20))
    for day in range(20):
        run_due(storage, MONDAY + timedelta(days=day))
    assert ear.reminders() == []
    assert case(storage, esc).state is State.WAITING


def test_what_was_to_be_said_is_not_said_of_a_case_that_waits_by_then(
    storage: DatabaseStorage, heron: Hand, ear: Ear
) -> None:
    esc = claimed(storage, MONDAY)
    half = MONDAY + 4 * HOUR
    run_due(storage, half)
    heron.wait(esc, half, TUESDAY)
    assert ear.said(storage, half) == []


def test_the_time_waited_is_not_the_teams(storage: DatabaseStorage, heron: Hand) -> None:
    esc = claimed(storage, MONDAY)
    heron.wait(esc, MONDAY + HOUR, TUESDAY + HOUR)
    heron.resume(esc, TUESDAY)
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.used, reading.due_at) == (HOUR, TUESDAY + 7 * HOUR)
    assert reading.lost == {"customer": 7 * HOUR}
    assert case(storage, esc).state is State.CLAIMED
    assert timeline(storage, esc)[-2:] == ["wait_begun", "wait_ended"]


def test_over_a_weekend_nobody_loses_but_office_hours(
    storage: DatabaseStorage, heron: Hand
) -> None:
    esc = claimed(storage, FRIDAY)
    heron.wait(esc, FRIDAY + 5 * MINUTE, MONDAY + HOUR)
    heron.resume(esc, MONDAY + HOUR)
    reading = clock(storage, esc, RESOLUTION)
    assert reading.lost == {"customer": HOUR + 5 * MINUTE}
    assert reading.due_at == TUESDAY + HOUR - 5 * MINUTE


def test_on_its_date_a_case_comes_back_and_its_owner_is_told(
    storage: DatabaseStorage, heron: Hand, ear: Ear
) -> None:
    esc = claimed(storage, MONDAY)
    until = MONDAY + 2 * HOUR
    heron.wait(esc, MONDAY + HOUR, until)
    run_due(storage, until - timedelta(seconds=1))
    assert case(storage, esc).state is State.WAITING
    ear.new()
    run_due(storage, until)
    assert (case(storage, esc).state, case(storage, esc).wait) == (State.CLAIMED, None)
    assert ear.said(storage, until) == [f"U0HERON {esc} wait:over"]
    assert clock(storage, esc, RESOLUTION).due_at == TUESDAY + HOUR


def test_a_clock_goes_on_from_the_date_though_nothing_ran_then(
    storage: DatabaseStorage, heron: Hand, ear: Ear
) -> None:
    esc = claimed(storage, MONDAY)
    heron.wait(esc, MONDAY + HOUR, MONDAY + 2 * HOUR)
    run_due(storage, TUESDAY)
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.due_at, reading.lost) == (TUESDAY + HOUR, {"customer": HOUR})
    # The update was due on Monday at 14:00, three hours before the office closed.
    update = clock(storage, esc, UPDATE)
    assert (update.verdict, update.due_at) == (Verdict.MISSED, MONDAY + 5 * HOUR)
    assert ear.said(storage, TUESDAY) == [
        f"U0HERON {esc} update:again:1, {esc} resolution:most, {esc} wait:over"
    ]


def test_an_update_that_became_expected_after_the_date_goes_on_too(
    storage: DatabaseStorage, heron: Hand
) -> None:
    esc = open_one(storage, now=MONDAY, priority="P3")
    heron.claim(esc, MONDAY)
    heron.wait(esc, MONDAY + HOUR, MONDAY + 2 * HOUR)
    heron.change_priority(esc, "P1", MONDAY + 3 * HOUR)
    run_due(storage, MONDAY + 4 * HOUR)
    reading = clock(storage, esc, UPDATE)
    assert (reading.is_running, reading.due_at) == (True, MONDAY + 7 * HOUR)


def test_a_wait_that_is_over_at_night_is_told_in_the_morning(
    storage: DatabaseStorage, heron: Hand, ear: Ear
) -> None:
    esc = claimed(storage, MONDAY)
    night = MONDAY + 14 * HOUR
    heron.wait(esc, MONDAY + HOUR, night)
    run_due(storage, night)
    assert case(storage, esc).state is State.CLAIMED
    assert ear.reminders() == []
    run_due(storage, TUESDAY)
    assert ear.said(storage, TUESDAY) == [f"U0HERON {esc} wait:over"]


def test_each_wait_that_is_over_is_a_reminder_of_its_own(
    storage: DatabaseStorage, heron: Hand, engine: Engine
) -> None:
    esc = claimed(storage, MONDAY)
    runs = []
    for hour in (1, 3):
        heron.wait(esc, MONDAY + hour * HOUR, MONDAY + (hour + 1) * HOUR)
        run_due(storage, MONDAY + (hour + 1) * HOUR)
    for notice in notices(engine):
        if notice.sort == "reminders":
            runs += [n.run for n in notice.nudges if n.about == "wait:over"]
    first, second = runs
    heron.snooze(esc, "wait:over", TUESDAY, MONDAY + 5 * HOUR, run=first)
    heron.snooze(esc, "wait:over", TUESDAY, MONDAY + 5 * HOUR, run=second)


def test_a_case_that_was_resumed_is_not_brought_back_by_its_old_date(
    storage: DatabaseStorage, heron: Hand, ear: Ear
) -> None:
    esc = claimed(storage, MONDAY)
    heron.wait(esc, MONDAY + HOUR, MONDAY + 2 * HOUR)
    heron.resume(esc, MONDAY + HOUR)
    heron.wait(esc, MONDAY + HOUR, TUESDAY)
    run_due(storage, MONDAY + 3 * HOUR)
    assert case(storage, esc).state is State.WAITING
    assert ear.reminders() == []


def test_the_requesters_answer_ends_the_wait_and_the_owner_is_told(
    storage: DatabaseStorage, heron: Hand, ear: Ear
) -> None:
    esc = claimed(storage, MONDAY)
    heron.wait(esc, MONDAY + HOUR, TUESDAY)
    ear.new()
    Hand(storage, WREN).write(esc, MONDAY + 2 * HOUR)
    assert case(storage, esc).state is State.CLAIMED
    assert ear.new() == ["card_changed", "answered U0HERON"]


@pytest.mark.parametrize("on", ["customer", "consumer", "requester"])
def test_only_a_wait_on_whom_the_requester_answers_for_ends_by_their_answer(
    storage: DatabaseStorage, heron: Hand, on: str
) -> None:
    esc = claimed(storage, MONDAY)
    heron.wait(esc, MONDAY + HOUR, TUESDAY, on=on)
    Hand(storage, WREN).write(esc, MONDAY + 2 * HOUR)

    assert case(storage, esc).state is State.CLAIMED


@pytest.mark.parametrize("on", ["legal", "vendor", "team"])
def test_else_the_owner_gets_it_quoted_and_the_case_goes_on_waiting(
    storage: DatabaseStorage, engine: Engine, heron: Hand, on: str
) -> None:
    esc = claimed(storage, MONDAY)
    heron.wait(esc, MONDAY + HOUR, TUESDAY, on=on)
    Hand(storage, WREN).write(esc, MONDAY + 2 * HOUR, "Any news? No hurry.")
    (told,) = [n for n in notices(engine) if isinstance(n, Wrote)]

    assert case(storage, esc).state is State.WAITING
    assert (told.to, told.words) == (HERON, (Spoken(WREN, "Any news? No hurry."),))


@pytest.mark.parametrize("who", [HERON, CRANE, STORK, FINCH])
def test_what_others_write_leaves_a_case_waiting(
    storage: DatabaseStorage, heron: Hand, ear: Ear, who: UserId
) -> None:
    esc = claimed(storage, MONDAY)
    heron.wait(esc, MONDAY + HOUR, TUESDAY)
    ear.new()
    Hand(storage, who).write(esc, MONDAY + 2 * HOUR)
    assert case(storage, esc).state is State.WAITING
    assert clock(storage, esc, UPDATE).run == 1
    assert ear.new() == (["wrote U0WREN"] if who == HERON else [])


def test_the_requester_is_told_of_each_wait(
    storage: DatabaseStorage, heron: Hand, engine: Engine
) -> None:
    esc = claimed(storage, MONDAY)
    for hour in (1, 2):
        at = MONDAY + hour * HOUR
        heron.wait(esc, at, TUESDAY)
        heron.resume(esc, at)
    told = [n for n in notices(engine) if isinstance(n, Waiting)]
    assert [n.to for n in told] == [WREN, WREN]
    assert len({n.since for n in told}) == 2


def test_a_waiting_case_that_is_released_waits_no_more(
    storage: DatabaseStorage, heron: Hand, engine: Engine
) -> None:
    esc = claimed(storage, MONDAY)
    heron.wait(esc, MONDAY + HOUR, TUESDAY)
    settle(storage, office_policy((HERON, "copenhagen"), (CRANE, "copenhagen")))
    heron.release(esc, MONDAY + 2 * HOUR)
    now = case(storage, esc)
    assert (now.state, now.wait, now.holder) == (State.OPEN, None, CRANE)
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.paused_at, reading.used) == (None, HOUR)
    assert "wait_over" not in timers(engine, esc)
    assert timeline(storage, esc)[-3:] == ["wait_ended", "released", "offered"]


def test_a_waiting_case_that_is_handed_over_goes_on_waiting(
    storage: DatabaseStorage, heron: Hand, ear: Ear
) -> None:
    esc = claimed(storage, MONDAY)
    heron.wait(esc, MONDAY + HOUR, TUESDAY)
    heron.hand_over(esc, CRANE, MONDAY + HOUR)
    Hand(storage, CRANE).claim(esc, MONDAY + 2 * HOUR)
    assert (case(storage, esc).state, case(storage, esc).owner) == (State.WAITING, CRANE)
    ear.new()
    run_due(storage, TUESDAY)
    assert case(storage, esc).state is State.CLAIMED
    reading = clock(storage, esc, RESOLUTION)
    assert (reading.hours.office, reading.used) == ("melbourne", HOUR)
    # Nine in Copenhagen is seven in the evening in Melbourne.
    assert ear.reminders() == []
    morning = utc("2026-03-10T22:00")
    run_due(storage, morning)
    assert ear.said(storage, morning) == [f"U0CRANE {esc} wait:over"]


def test_updates_that_a_new_policy_asks_for_do_not_run_while_a_case_waits(
    storage: DatabaseStorage, heron: Hand, ear: Ear
) -> None:
    esc = open_one(storage, now=MONDAY, priority="P3")
    heron.claim(esc, MONDAY)
    heron.wait(esc, MONDAY + HOUR, MONDAY + timedelta(days=7))
    heron.hand_over(esc, CRANE, MONDAY + HOUR)
    levels = office_levels()
    levels[Priority.P3] = replace(levels[Priority.P3], update_every=Duration(seconds=3600))
    rotation = ((HERON, "copenhagen"), (CRANE, "copenhagen"))
    settle(storage, office_policy(*rotation, levels=levels))
    Hand(storage, CRANE).claim(esc, MONDAY + HOUR)
    run_due(storage, MONDAY + timedelta(days=3))
    assert ear.reminders() == []
    assert clock(storage, esc, UPDATE).paused_at == MONDAY + HOUR


def test_a_closed_case_does_not_come_back(
    storage: DatabaseStorage, heron: Hand, engine: Engine
) -> None:
    esc = claimed(storage, MONDAY)
    heron.wait(esc, MONDAY + HOUR, TUESDAY)
    Hand(storage, WREN).withdraw(esc, MONDAY + 2 * HOUR)
    assert timers(engine, esc) == []
    run_due(storage, TUESDAY)
    assert case(storage, esc).state is State.CLOSED
    assert clock(storage, esc, RESOLUTION).verdict is Verdict.STOPPED


def test_a_priority_changed_while_it_waits_counts_from_what_was_used(
    storage: DatabaseStorage, heron: Hand
) -> None:
    esc = claimed(storage, MONDAY)
    heron.wait(esc, MONDAY + HOUR, TUESDAY)
    heron.change_priority(esc, "P2", MONDAY + 2 * HOUR)
    assert case(storage, esc).priority is Priority.P2
    assert clock(storage, esc, RESOLUTION).paused_at == MONDAY + HOUR
    heron.resume(esc, TUESDAY)
    assert clock(storage, esc, RESOLUTION).due_at == TUESDAY + timedelta(days=1, hours=7)


def test_a_wait_names_party_question_and_a_date_that_lies_ahead(
    storage: DatabaseStorage, heron: Hand
) -> None:
    esc, now = claimed(storage, MONDAY), MONDAY + HOUR
    wrong = [
        ({"on": "the weather"}, "on"),
        ({"for_what": ""}, "for_what"),
        ({"for_what": "x" * 1001}, "for_what"),
    ]
    for fields, at_fault in wrong:
        with pytest.raises(Refused) as refused:
            heron.wait(esc, now, TUESDAY, **fields)
        assert set(refused.value.fields) == {at_fault}
    for until in (None, now, now - HOUR, now + timedelta(days=367)):
        with pytest.raises(Refused) as refused:
            heron.wait(esc, now, until)
        assert set(refused.value.fields) == {"until"}
    assert case(storage, esc).state is State.CLAIMED
