"""Who raised a case leaves the workspace: who hears of it, and who is in their place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from bot.case.errors import Refused
from bot.case.identifiers import EscalationId, UserId
from bot.casework.requesters import channels_of, tellers
from bot.due.timers import run_due
from bot.notices import RequesterGone
from bot.verbs.people.departures import heard_of
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
    case,
    claimed,
    open_one,
    person,
    policy,
    settle,
    timeline,
)
from tests.support.looking import notices

ROBIN = UserId("U0ROBIN")
"""Joined too."""


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage)
    with storage.begin() as work:
        work.people.put([person(ROBIN)])
    return storage


def leaves(storage: DatabaseStorage, user: UserId = WREN, minutes: float = 10) -> None:
    with storage.begin() as work:
        heard_of(work, person(user, is_deactivated=True), after(minutes=minutes))
    run_due(storage, after(minutes=minutes))


def joined(storage: DatabaseStorage, esc: EscalationId, *users: UserId) -> None:
    with storage.begin() as work:
        found = work.escalations.get(esc)
        assert found is not None
        work.escalations.save(replace(found, co_requesters=users))


def told(engine: Engine) -> list[RequesterGone]:
    return [n for n in notices(engine) if isinstance(n, RequesterGone)]


def test_who_has_a_case_is_told_at_once_and_once_that_its_requester_has_left(
    storage: DatabaseStorage, engine: Engine
) -> None:
    owned, offered = claimed(storage, NOON), open_one(storage)
    held = case(storage, offered).holder
    assert held is not None
    for minutes in (10, 20):
        leaves(storage, minutes=minutes)
    with storage.begin() as work:
        heard_of(work, person(WREN), after(minutes=30))
    leaves(storage, minutes=40)

    assert told(engine) == [
        RequesterGone(HERON, owned, WREN),
        RequesterGone(held, offered, WREN),
    ]
    assert timeline(storage, owned)[-1] == "requester_left"


def test_of_a_case_that_nobody_has_the_managers_are_told(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, policy(()))
    esc = open_one(storage)
    leaves(storage)

    assert told(engine) == [RequesterGone(STORK, esc, WREN)]


def test_while_its_owner_is_away_who_covers_is_told(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = claimed(storage, NOON)
    Hand(storage, HERON).go_away(NOON, after(days=3), cover=CRANE)
    leaves(storage)

    assert told(engine) == [RequesterGone(CRANE, esc, WREN, None, HERON)]


def test_the_first_who_joined_and_is_there_is_in_their_place(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = claimed(storage, NOON)
    joined(storage, esc, FINCH, ROBIN)
    leaves(storage, FINCH, minutes=5)
    leaves(storage)

    found = case(storage, esc)
    assert (found.requester, found.co_requesters) == (ROBIN, (FINCH, WREN))
    assert told(engine) == [
        RequesterGone(ROBIN, esc, WREN, ROBIN),
        RequesterGone(HERON, esc, WREN, ROBIN),
    ]
    Hand(storage, HERON).decide(esc, after(minutes=20), told_through="requester")
    Hand(storage, ROBIN).withdraw(open_one(storage, ROBIN), after(minutes=20))


def test_nothing_is_told_through_a_requester_who_has_left(storage: DatabaseStorage) -> None:
    esc = claimed(storage, NOON)
    with storage.read() as work:
        assert "requester" in channels_of(work, case(storage, esc))
    leaves(storage)

    with storage.read() as work:
        assert "requester" not in channels_of(work, case(storage, esc))
    with pytest.raises(Refused, match="who has left the workspace or may not read"):
        Hand(storage, HERON).decide(esc, after(minutes=20), told_through="requester")
    Hand(storage, HERON).decide(esc, after(minutes=20), told_through="email")
    Hand(storage, HERON).mark_communicated(esc, after(minutes=21))


def test_a_decision_to_be_told_through_them_is_corrected_before_it_counts_as_told(
    storage: DatabaseStorage,
) -> None:
    esc = claimed(storage, NOON)
    Hand(storage, HERON).decide(esc, after(minutes=1), told_through="requester")
    leaves(storage)

    with pytest.raises(Refused, match="Decide again to say how they are told instead"):
        Hand(storage, HERON).mark_communicated(esc, after(minutes=20))
    Hand(storage, HERON).decide(esc, after(minutes=21), told_through="email")
    Hand(storage, HERON).mark_communicated(esc, after(minutes=22))


def test_nothing_is_told_through_a_requester_who_may_not_read_it(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, replace(policy(), clearances={"restricted": (HERON,)}))
    esc = claimed(storage, NOON)
    Hand(storage, HERON).decide(esc, after(minutes=1), told_through="requester")
    with storage.begin() as work:
        found = work.escalations.get(esc)
        assert found is not None
        work.escalations.save(replace(found, confidentiality="restricted"))
    with storage.read() as work:
        assert "requester" not in channels_of(work, case(storage, esc))
    with pytest.raises(Refused, match="may not read this decision"):
        Hand(storage, HERON).decide(esc, after(minutes=2), told_through="requester")
    with storage.read() as work:
        assert tellers(work, case(storage, esc), after(minutes=3)) == ()
