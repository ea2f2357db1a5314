"""Reminders between their planning and their being said: nothing twice, nothing lost, nothing stale."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.case.identifiers import RequestKey
from bot.casework.reminding import kept_for_later
from bot.due.timers import run_due
from bot.notices import Claimed, Nudge, Reminders, TakenBy
from bot.reminders.about import About, RunNumber, Step, Topic
from bot.reminders.timers import ClockStep, PlannedNudge
from bot.service_levels.clocks import ClockName
from handlers.delivery.rendering import render
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    EVERYBODY,
    HERON,
    STORK,
    WREN,
    Hand,
    claimed,
    person,
    settle,
    utc,
)
from tests.support.looking import Ear, notices, timers
from tests.support.offices import office_policy

FRIDAY = utc("2026-03-06T08:00")
"""Nine o'clock in Copenhagen."""
MONDAY = FRIDAY + timedelta(days=3)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
KEY = RequestKey("put_off:1")


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(
        storage,
        office_policy((HERON, "copenhagen"), (CRANE, "copenhagen")),
        [person(u) for u in EVERYBODY],
    )
    return storage


def test_what_was_put_off_is_not_said_by_a_later_try_of_the_same_message(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc, night = claimed(storage, FRIDAY), FRIDAY + 12 * HOUR
    urgent = Nudge(esc, "deadline:4h", 7, FRIDAY.isoformat(), at_any_hour=True)
    plain = Nudge(esc, "resolution:half", 1, FRIDAY.isoformat())
    message, rest = Reminders(HERON, (urgent, plain)), Reminders(HERON, (urgent,))
    for now in (night, MONDAY + HOUR):
        with storage.begin() as work:
            assert kept_for_later(work, message, KEY, now) == rest
    assert timers(engine, esc).count("nudge resolution:half") == 1


def test_a_hand_over_accepted_while_a_case_waits_is_told(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = claimed(storage, FRIDAY)
    Hand(storage, HERON).wait(esc, FRIDAY + HOUR, MONDAY)
    Hand(storage, HERON).hand_over(esc, CRANE, FRIDAY + HOUR)
    Hand(storage, CRANE).claim(esc, FRIDAY + 2 * HOUR)
    now = FRIDAY + 2 * HOUR
    told = [n for n in notices(engine) if isinstance(n, Claimed | TakenBy)]
    said = {n.to: render(storage, n, now) for n in told if render(storage, n, now)}
    assert said.keys() == {WREN, HERON}


def test_a_share_that_another_priority_makes_smaller_is_not_said(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc, most = claimed(storage, FRIDAY), FRIDAY + 6.4 * HOUR
    heron = Hand(storage, HERON)
    run_due(storage, most)
    ear.said(storage, most)
    heron.snooze(esc, "resolution:most", MONDAY + HOUR, most)
    heron.change_priority(esc, "P3", most)
    run_due(storage, MONDAY + HOUR)
    said = ear.said(storage, MONDAY + HOUR)
    assert [line for line in said if "resolution:most" in line] == []


def test_managers_hear_of_a_missed_target_though_the_case_waits_by_then(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = claimed(storage, FRIDAY)
    run_due(storage, FRIDAY + 7 * HOUR + SECOND)  # closing time: nobody is told before Monday
    run_due(storage, MONDAY + HOUR + SECOND)
    Hand(storage, HERON).wait(esc, MONDAY + HOUR + SECOND, MONDAY + 30 * HOUR)
    said = " ".join(ear.said(storage, MONDAY + HOUR + 2 * SECOND))
    assert f"{STORK} {esc}" in said
    assert "resolution:breach" in said
    assert HERON not in said


def test_nobody_is_asked_for_an_update_of_a_case_that_nobody_has(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = claimed(storage, FRIDAY)
    Hand(storage, HERON).release(esc, FRIDAY + HOUR)
    run_due(storage, FRIDAY + 4 * HOUR)
    assert [line for line in ear.said(storage, FRIDAY + 4 * HOUR) if "update" in line] == []


def test_the_end_of_an_earlier_wait_is_no_news_once_there_was_another(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc, heron = claimed(storage, FRIDAY), Hand(storage, HERON)
    evening = FRIDAY + 12 * HOUR
    heron.wait(esc, FRIDAY + HOUR, evening)
    run_due(storage, evening)
    heron.wait(esc, evening + HOUR, MONDAY + 30 * HOUR)
    heron.resume(esc, evening + 2 * HOUR)
    run_due(storage, MONDAY)
    assert [line for line in ear.said(storage, MONDAY) if "wait:over" in line] == []


def test_a_step_that_was_planned_twice_goes_on_once(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc, missed = claimed(storage, FRIDAY), MONDAY + HOUR
    run_due(storage, missed)
    assert timers(engine, esc).count("reminder resolution:again:1") == 1
    with storage.begin() as work:
        work.timers.plan([ClockStep(missed, esc, ClockName.RESOLUTION, Step.AGAIN, 1)])
    run_due(storage, MONDAY + 8 * HOUR)
    planned = [t for t in timers(engine, esc) if t.startswith("reminder resolution:again")]
    assert len(planned) == 1, planned


NOW = FRIDAY + 4 * HOUR
AT = NOW.isoformat()


def test_many_things_at_once_are_a_message_a_case_with_the_worst_first(
    storage: DatabaseStorage, engine: Engine
) -> None:
    late = claimed(storage, FRIDAY - 3 * HOUR)
    cases = [claimed(storage, FRIDAY) for _ in range(4)]
    with storage.begin() as work:
        about = About(Topic.RESOLUTION, Step.BREACH), RunNumber(1)
        work.timers.plan([PlannedNudge(NOW, late, HERON, *about, wanted_at=NOW, at_any_hour=True)])
    run_due(storage, NOW)
    told = [n for n in notices(engine) if isinstance(n, Reminders) and n.to == HERON]
    found = [{nudge.escalation_id for nudge in n.nudges} for n in told if n.pinged_at == AT]
    assert found[0] == {late}
    assert found[1:] == [{case} for case in cases]
