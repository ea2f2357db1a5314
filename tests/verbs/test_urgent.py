"""Managers are told at once of a P1, once, unless the policy says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.notices import NobodyToOffer, Urgent
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    FINCH,
    HERON,
    NOON,
    STORK,
    WREN,
    Hand,
    after,
    claimed,
    open_one,
    policy,
    settle,
)
from tests.support.looking import notices

TELLING = replace(policy(managers=(STORK, FINCH)), tell_p1=True)


def told(engine: Engine) -> list[tuple[str, str]]:
    """Who was told of a P1, and whose doing it was."""
    return [(n.to, n.by) for n in notices(engine) if isinstance(n, Urgent)]


@pytest.mark.parametrize("hours", [0, 12])
def test_the_managers_hear_of_a_p1_when_it_is_raised_in_any_hour(
    storage: DatabaseStorage, engine: Engine, hours: int
) -> None:
    settle(storage, TELLING)
    open_one(storage, now=NOON + timedelta(hours=hours), priority="P1")

    assert told(engine) == [(FINCH, WREN), (STORK, WREN)]


def test_they_hear_of_a_case_that_becomes_one_but_not_who_made_it_so(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, TELLING)
    esc = claimed(storage, NOON, "P3")
    assert told(engine) == []
    Hand(storage, STORK).change_priority(esc, "P2", after(minutes=1))
    assert told(engine) == []
    Hand(storage, STORK).change_priority(esc, "P1", after(minutes=2))

    assert told(engine) == [(FINCH, STORK)]


def test_a_manager_whom_it_is_offered_to_is_told_once(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, replace(policy([HERON, CRANE], managers=(HERON, STORK)), tell_p1=True))
    open_one(storage, priority="P1")

    assert told(engine) == [(STORK, WREN)]


def test_where_nobody_can_be_offered_it_they_hear_of_it_in_one_note(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, replace(policy([]), tell_p1=True))
    open_one(storage, priority="P1")

    assert told(engine) == []
    assert [n.to for n in notices(engine) if isinstance(n, NobodyToOffer)] == [STORK]


def test_a_policy_may_leave_it_to_the_queue(storage: DatabaseStorage, engine: Engine) -> None:
    settle(storage, replace(TELLING, tell_p1=False))
    open_one(storage, priority="P1")

    assert told(engine) == []
