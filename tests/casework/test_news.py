"""News of a case whose owner isn't there: it goes to whom a reminder would go to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from bot.case.identifiers import EscalationId, UserId
from bot.due.timers import run_due
from bot.notices import Notice
from bot.verbs.people.departures import heard_of
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    EGRET,
    FINCH,
    HERON,
    NOON,
    STORK,
    WREN,
    Hand,
    after,
    claimed,
    person,
    policy,
    settle,
)
from tests.support.looking import notices

LATER = after(minutes=5)
Act = Callable[[DatabaseStorage, EscalationId], object]


def answer(storage: DatabaseStorage, esc: EscalationId) -> None:
    Hand(storage, STORK).wait(esc, after(minutes=1), after(days=1))
    Hand(storage, WREN).write(esc, LATER)


ACTS: dict[str, Act] = {
    "waiting": lambda storage, esc: Hand(storage, STORK).wait(esc, LATER, after(days=1)),
    "answered": answer,
    "priority_changed": lambda storage, esc: Hand(storage, STORK).change_priority(esc, "P2", LATER),
    "deadline_set": lambda storage, esc: Hand(storage, STORK).set_deadline(
        esc, after(days=5), LATER
    ),
    "released": lambda storage, esc: Hand(storage, STORK).release(esc, LATER),
    "withdrawn": lambda storage, esc: Hand(storage, STORK).withdraw(esc, LATER),
    "taken_by": lambda storage, esc: (
        Hand(storage, STORK).hand_over(esc, EGRET, after(minutes=1)),
        Hand(storage, EGRET).claim(esc, LATER),
    ),
}


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    """Stork and Finch manage."""
    settle(storage, policy(managers=(STORK, FINCH)))
    return storage


def told(engine: Engine, sort: str) -> list[tuple[UserId, UserId | None]]:
    """Who is told this and in whose place, but for the requester."""

    def line(notice: Notice) -> tuple[UserId, UserId | None]:
        return getattr(notice, "to", UserId("")), getattr(notice, "in_place_of", None)

    found = [line(n) for n in notices(engine) if n.sort == sort]
    return sorted((to, instead) for to, instead in found if to != WREN)


@pytest.mark.parametrize("sort", ACTS)
def test_while_the_owner_is_there_it_is_for_them(
    storage: DatabaseStorage, engine: Engine, sort: str
) -> None:
    esc = claimed(storage, NOON)
    ACTS[sort](storage, esc)

    assert told(engine, sort)[-1] == (HERON, None)
    assert len({to for to, _ in told(engine, sort)}) == 1


@pytest.mark.parametrize("sort", ACTS)
def test_while_the_owner_is_away_it_is_for_who_covers(
    storage: DatabaseStorage, engine: Engine, sort: str
) -> None:
    esc = claimed(storage, NOON)
    Hand(storage, HERON).go_away(NOON, after(days=3), cover=CRANE)
    ACTS[sort](storage, esc)

    assert set(told(engine, sort)) == {(CRANE, HERON)}


@pytest.mark.parametrize("sort", ACTS)
@pytest.mark.parametrize("leaves", [False, True])
def test_with_nobody_who_covers_it_is_for_the_managers_but_who_did_it(
    storage: DatabaseStorage, engine: Engine, sort: str, leaves: bool
) -> None:
    esc = claimed(storage, NOON)
    if leaves:
        with storage.begin() as work:
            heard_of(work, person(HERON, is_deactivated=True), NOON)
    else:
        Hand(storage, HERON).go_away(NOON, after(days=3))
    ACTS[sort](storage, esc)

    wanted = {(FINCH, HERON)}
    if sort in ("answered", "taken_by"):
        wanted.add((STORK, HERON))
    assert set(told(engine, sort)) == wanted


def test_who_covers_and_did_it_themselves_is_told_nothing(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = claimed(storage, NOON)
    Hand(storage, HERON).go_away(NOON, after(days=3), cover=STORK)
    Hand(storage, STORK).set_deadline(esc, after(days=5), LATER)

    assert told(engine, "deadline_set") == []


def test_that_a_hand_over_is_off_is_told_in_the_place_of_who_asked_and_went_away(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = claimed(storage, NOON)
    Hand(storage, HERON).hand_over(esc, EGRET, NOON)
    Hand(storage, HERON).go_away(NOON, after(days=3), cover=CRANE)
    Hand(storage, EGRET).go_away(LATER)
    run_due(storage, LATER)

    assert told(engine, "hand_over_off") == [(CRANE, HERON)]
