"""What who is away holds: others are reminded of it, and nothing is lost or said twice."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from bot.case.identifiers import RequestKey, UserId
from bot.casework.reminding import kept_for_later
from bot.due.timers import run_due
from bot.notices import Reminders
from bot.verbs.people.departures import heard_of
from handlers.delivery.rendering_reminders import render_reminders
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    EGRET,
    HERON,
    NOON,
    STORK,
    Hand,
    after,
    claimed,
    open_one,
    person,
    policy,
    settle,
)
from tests.support.looking import notices


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage)
    return storage


def said(storage: DatabaseStorage, engine: Engine, ear_from: int, at_hours: float) -> list[str]:
    """Who is reminded of what, as delivered at this instant."""
    found = []
    for notice in notices(engine)[ear_from:]:
        if isinstance(notice, Reminders):
            _, nudges = render_reminders(storage, notice, after(hours=at_hours))
            found += [f"{notice.to} {nudge.about}" for nudge in nudges]
    return found


@pytest.mark.parametrize(("cover", "told"), [(CRANE, CRANE), (None, STORK)])
def test_what_who_is_away_holds_is_told_to_who_covers_else_to_the_managers(
    storage: DatabaseStorage, engine: Engine, cover: UserId | None, told: UserId
) -> None:
    claimed(storage, NOON)
    Hand(storage, HERON).go_away(after(minutes=1), cover=cover)
    start = len(notices(engine))
    run_due(storage, after(hours=4))
    assert said(storage, engine, start, 4) == [f"{told} resolution:half"]


def test_a_breach_is_told_to_who_covers_and_to_the_managers_each_once(
    storage: DatabaseStorage, engine: Engine
) -> None:
    claimed(storage, NOON)
    Hand(storage, HERON).go_away(after(hours=7.9), cover=CRANE)
    start = len(notices(engine))
    run_due(storage, after(hours=8, seconds=1))
    late = [line for line in said(storage, engine, start, 8.001) if "breach" in line]
    assert sorted(late) == [f"{CRANE} resolution:breach", f"{STORK} resolution:breach"]


def test_without_a_cover_the_managers_are_told_of_a_breach_once(
    storage: DatabaseStorage, engine: Engine
) -> None:
    claimed(storage, NOON)
    Hand(storage, HERON).go_away(after(hours=7.9))
    start = len(notices(engine))
    run_due(storage, after(hours=8, seconds=1))
    late = [line for line in said(storage, engine, start, 8.001) if "breach" in line]
    assert late == [f"{STORK} resolution:breach"]


def test_a_cover_who_is_away_by_then_passes_it_on_to_theirs(
    storage: DatabaseStorage, engine: Engine
) -> None:
    claimed(storage, NOON)
    Hand(storage, HERON).go_away(after(minutes=1), cover=CRANE)
    Hand(storage, CRANE).go_away(after(minutes=2), cover=EGRET)
    start = len(notices(engine))
    run_due(storage, after(hours=4))
    assert said(storage, engine, start, 4) == [f"{EGRET} resolution:half"]


def test_a_reminder_on_its_way_to_who_has_gone_away_is_not_lost(
    storage: DatabaseStorage, engine: Engine
) -> None:
    claimed(storage, NOON)
    run_due(storage, after(hours=4))
    waiting = [n for n in notices(engine) if isinstance(n, Reminders)]
    Hand(storage, HERON).go_away(after(hours=4, seconds=1), cover=CRANE)
    start = len(notices(engine))
    for _ in range(2):
        with storage.begin() as work:
            assert (
                kept_for_later(work, waiting[-1], RequestKey("put_off:x"), after(hours=4.1)) is None
            )
    run_due(storage, after(hours=4.1))
    assert said(storage, engine, start, 4.1) == [f"{CRANE} resolution:half"]


def test_a_legal_deadline_comes_to_who_covers_and_to_the_managers(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = claimed(storage, NOON, "P3")
    Hand(storage, HERON).set_deadline(esc, after(days=4), after(minutes=1))
    Hand(storage, HERON).go_away(after(minutes=2), cover=CRANE)
    run_due(storage, after(hours=23))
    start = len(notices(engine))
    run_due(storage, after(days=1))
    assert f"{CRANE} deadline:72h" in said(storage, engine, start, 24)
    start = len(notices(engine))
    run_due(storage, after(days=3))
    told = [line for line in said(storage, engine, start, 72) if "deadline" in line]
    assert sorted(told) == [f"{CRANE} deadline:24h", f"{STORK} deadline:24h"]


def test_who_is_back_is_reminded_themselves(storage: DatabaseStorage, engine: Engine) -> None:
    claimed(storage, NOON)
    Hand(storage, HERON).go_away(after(minutes=1), after(hours=2), cover=CRANE)
    start = len(notices(engine))
    for hour in range(5):
        run_due(storage, after(hours=hour))
    assert said(storage, engine, start, 4) == [f"{HERON} resolution:half"]


def test_who_covers_and_may_not_see_the_case_is_passed_over_for_the_managers(
    storage: DatabaseStorage, engine: Engine
) -> None:
    claimed(storage, NOON)
    Hand(storage, HERON).go_away(after(minutes=1), cover=CRANE)
    settle(storage, policy((HERON, EGRET)))
    start = len(notices(engine))
    run_due(storage, after(hours=4))
    assert said(storage, engine, start, 4) == [f"{STORK} resolution:half"]


def test_who_covers_and_has_left_is_passed_over_for_the_managers(
    storage: DatabaseStorage, engine: Engine
) -> None:
    claimed(storage, NOON)
    Hand(storage, HERON).go_away(after(minutes=1), cover=CRANE)
    with storage.begin() as work:
        work.people.put([person(CRANE, is_deactivated=True)])
    start = len(notices(engine))
    run_due(storage, after(hours=4))
    assert said(storage, engine, start, 4) == [f"{STORK} resolution:half"]


def test_a_manager_who_is_away_is_reminded_only_where_no_other_is_there(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, policy((HERON,), managers=(STORK, EGRET)))
    claimed(storage, NOON)
    for user in (HERON, STORK):
        Hand(storage, user).go_away(after(minutes=1))
    start = len(notices(engine))
    run_due(storage, after(hours=4))
    assert said(storage, engine, start, 4) == [f"{EGRET} resolution:half"]
    Hand(storage, EGRET).go_away(after(hours=4.5))
    start = len(notices(engine))
    run_due(storage, after(hours=6.5))
    told = said(storage, engine, start, 6.5)
    assert sorted(told) == [f"{EGRET} resolution:most", f"{STORK} resolution:most"]


def test_a_manager_who_holds_a_case_and_is_away_with_all_others_is_told_once(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = open_one(storage)
    Hand(storage, STORK).claim(esc, NOON)
    Hand(storage, STORK).go_away(after(minutes=1))
    start = len(notices(engine))
    run_due(storage, after(hours=4))
    run_due(storage, after(hours=4, minutes=1))
    assert said(storage, engine, start, 4) == [f"{STORK} resolution:half"]


def test_what_who_has_left_still_holds_is_told_to_the_managers(
    storage: DatabaseStorage, engine: Engine
) -> None:
    claimed(storage, NOON)
    with storage.begin() as work:
        heard_of(work, person(HERON, is_deactivated=True), after(minutes=1))
    start = len(notices(engine))
    run_due(storage, after(hours=4))
    assert said(storage, engine, start, 4) == [f"{STORK} resolution:half"]
