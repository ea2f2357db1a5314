"""Snoozing a reminder: once, with a reason, for oneself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.case.errors import RefusalCode, Refused
from bot.due.timers import run_due
from bot.notices import Reminders
from storage.work import DatabaseStorage
from tests.support.factories import EGRET, HERON, STORK, WREN, Hand, claimed, settle, timeline, utc
from tests.support.looking import Ear, notices, timers
from tests.support.offices import office_policy
from tests.support.refusals import refusing

MONDAY = utc("2026-03-09T08:00")
"""Nine o'clock in Copenhagen."""
TUESDAY = MONDAY + timedelta(days=1)
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
HALF = "resolution:half"


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage, office_policy((HERON, "copenhagen")))
    return storage


def test_a_snoozed_reminder_comes_back_when_it_was_asked_for(
    storage: DatabaseStorage, ear: Ear, heron: Hand
) -> None:
    esc = claimed(storage, MONDAY)
    half = MONDAY + 4 * HOUR
    run_due(storage, half)
    ear.new()
    done = heron.snooze(esc, HALF, half + HOUR, half)
    assert done.words == f"You are reminded of ESC-{esc} again then."
    assert timeline(storage, esc)[-1] == "snoozed"
    run_due(storage, half + HOUR - SECOND)
    assert HALF not in " ".join(ear.said(storage, half + HOUR - SECOND))
    run_due(storage, half + HOUR)
    assert ear.said(storage, half + HOUR) == [f"U0HERON {esc} {HALF}"]


def test_the_daily_reminder_rests_until_the_day_that_was_asked_for(
    storage: DatabaseStorage, ear: Ear, heron: Hand
) -> None:
    esc = claimed(storage, MONDAY)
    heron.decide(esc, MONDAY, told_through="email")
    until = MONDAY + timedelta(days=3)
    run_due(storage, TUESDAY)
    heron.snooze(esc, "communication:daily", until, TUESDAY)
    ear.new()
    said = []
    for hour in range(1, 73):
        at = TUESDAY + hour * HOUR
        run_due(storage, at)
        said += [f"{at:%a %H:%M}" for _ in ear.said(storage, at)]
    assert said == ["Thu 08:00", "Fri 08:00"]


def test_each_reminder_is_snoozed_once(storage: DatabaseStorage, heron: Hand) -> None:
    esc, other = claimed(storage, MONDAY), claimed(storage, MONDAY)
    heron.snooze(esc, HALF, TUESDAY, MONDAY)
    with refusing(RefusalCode.ALREADY_SO):
        heron.snooze(esc, HALF, TUESDAY + HOUR, MONDAY)
    heron.snooze(esc, "resolution:most", TUESDAY, MONDAY)
    heron.snooze(esc, HALF, TUESDAY, MONDAY, run=2)
    heron.snooze(other, HALF, TUESDAY, MONDAY)
    Hand(storage, STORK).snooze(esc, HALF, TUESDAY, MONDAY)


def test_a_snooze_takes_a_reason_and_a_time_ahead(storage: DatabaseStorage, heron: Hand) -> None:
    esc = claimed(storage, MONDAY)
    for reason in ("", "x" * 1001):
        with pytest.raises(Refused) as refused:
            heron.snooze(esc, HALF, TUESDAY, MONDAY, reason=reason)
        assert set(refused.value.fields) == {"reason"}
    for until in (MONDAY, MONDAY - HOUR, MONDAY + timedelta(days=32)):
        with pytest.raises(Refused) as refused:
            heron.snooze(esc, HALF, until, MONDAY)
        assert set(refused.value.fields) == {"until"}
    heron.snooze(esc, HALF, TUESDAY, MONDAY)


def test_who_has_nothing_to_do_with_a_case_snoozes_nothing(storage: DatabaseStorage) -> None:
    esc = claimed(storage, MONDAY)
    for user in (WREN, EGRET):
        with refusing(RefusalCode.NOT_ALLOWED):
            Hand(storage, user).snooze(esc, HALF, TUESDAY, MONDAY)


def test_a_snooze_is_the_persons_own(storage: DatabaseStorage, ear: Ear) -> None:
    esc = claimed(storage, MONDAY)
    due = MONDAY + 8 * HOUR + SECOND
    run_due(storage, due)
    ear.new()
    Hand(storage, STORK).snooze(esc, "resolution:breach", TUESDAY + 9 * HOUR, due)
    run_due(storage, TUESDAY)
    assert "U0HERON" in " ".join(ear.said(storage, TUESDAY))


def test_a_snoozed_reminder_is_not_said_when_it_is_no_longer_so(
    storage: DatabaseStorage, ear: Ear, heron: Hand
) -> None:
    esc = claimed(storage, MONDAY)
    heron.snooze(esc, HALF, TUESDAY, MONDAY)
    heron.decide(esc, MONDAY + HOUR)
    ear.new()
    run_due(storage, TUESDAY)
    assert HALF not in " ".join(ear.said(storage, TUESDAY))


def test_a_closed_case_has_nothing_left_to_snooze_or_to_say(
    storage: DatabaseStorage, ear: Ear, heron: Hand, engine: Engine
) -> None:
    esc = claimed(storage, MONDAY)
    heron.snooze(esc, HALF, TUESDAY, MONDAY)
    Hand(storage, WREN).withdraw(esc, MONDAY + HOUR)
    assert timers(engine, esc) == []
    with refusing(RefusalCode.WRONG_STATE):
        heron.snooze(esc, "resolution:most", TUESDAY, MONDAY + HOUR)
    assert [n for n in notices(engine) if isinstance(n, Reminders)] == []


def test_of_several_reminders_of_one_thing_the_furthest_is_said(
    storage: DatabaseStorage, ear: Ear, heron: Hand
) -> None:
    """A snoozed one comes at the moment of a worse one."""
    esc = claimed(storage, MONDAY, "P3")
    due = MONDAY + timedelta(days=4, hours=8, seconds=1)
    heron.snooze(esc, HALF, due, MONDAY + timedelta(days=3))
    run_due(storage, due - timedelta(hours=1))
    ear.new()
    monday = MONDAY + timedelta(days=7)
    run_due(storage, monday)
    assert ear.said(storage, monday)[0] == f"U0HERON {esc} resolution:breach"


def test_half_is_not_said_once_all_of_it_is_gone(
    storage: DatabaseStorage, ear: Ear, heron: Hand
) -> None:
    esc = claimed(storage, MONDAY, "P3")
    later = MONDAY + timedelta(days=8)
    heron.snooze(esc, HALF, later, MONDAY + timedelta(days=3))
    run_due(storage, later - timedelta(hours=1))
    ear.new()
    run_due(storage, later)
    assert [line for line in ear.said(storage, later) if HALF in line] == []
