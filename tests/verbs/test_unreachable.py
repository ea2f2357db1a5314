"""Somebody whom no message reaches: passed over, told of once, and there again when heard of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import Engine

from bot.case.errors import Refused
from bot.case.identifiers import UserId
from bot.case.people import Person, UnknownPerson
from bot.casework.queues import managers_there
from bot.casework.transaction import retry_on_race
from bot.due.timers import run_due
from bot.notices import DeadlineSet, LookUp, MemberLeft, NobodyToOffer
from bot.policy import Digest
from bot.ports import Work
from bot.verbs.people.departures import heard_of, heard_of_all
from bot.verbs.people.unreachable import can_be_reached, cannot_be_reached
from bot.verbs.settings.adopt_policy import adopt_policy
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
from tests.support.looking import at_once, notices

pytestmark = pytest.mark.both_databases
GHOST = UserId("U0GHOST")
"""Nobody knows them."""
MORNING = Digest(FINCH, ("executive",), "0 9 * * mon-fri", "Europe/Copenhagen")


def lost(storage: DatabaseStorage, user: UserId, error: str = "user_not_found") -> None:
    with storage.begin() as work:
        cannot_be_reached(work, user, error, after(minutes=1))
    run_due(storage, after(minutes=1))


def known(storage: DatabaseStorage, user: UserId) -> Person:
    with storage.read() as work:
        found = work.people.get(user)
    assert found is not None
    return found


def told(engine: Engine) -> list[tuple[UserId, UserId]]:
    return [(n.to, n.user) for n in notices(engine) if isinstance(n, MemberLeft)]


def test_of_somebody_whom_two_processes_hear_of_at_once_the_managers_are_told_once(
    storage: DatabaseStorage, engine: Engine, second_engine: Engine
) -> None:
    """By the list of people, and by a note that Slack refuses."""
    ghosts = tuple(UserId(f"U0GHOST{n}") for n in range(10))
    settle(storage, policy((*ghosts, CRANE)))
    places = (storage, DatabaseStorage(second_engine, lambda: NOON))
    for ghost in ghosts:
        gone = partial(cannot_be_reached, user=ghost, error="user_not_found", now=NOON)
        calls: list[Callable[[], None]] = [partial(retry_on_race, place, gone) for place in places]
        assert at_once(calls) == [None, None]
    assert sorted(told(engine)) == [(STORK, ghost) for ghost in ghosts]


@pytest.mark.parametrize("user", [HERON, GHOST])
def test_an_offer_that_can_not_be_delivered_moves_on_at_once_and_the_managers_are_told_once(
    storage: DatabaseStorage, engine: Engine, user: UserId
) -> None:
    settle(storage, policy((user, CRANE)))
    esc = open_one(storage)
    assert case(storage, esc).holder == user

    for _ in range(2):
        lost(storage, user)

    assert case(storage, esc).holder == CRANE
    assert timeline(storage, esc)[-2:] == ["offer_passed_on", "offered"]
    assert told(engine) == [(STORK, user)]


@pytest.mark.parametrize("user", [HERON, GHOST])
def test_who_can_not_be_reached_is_not_eligible(
    storage: DatabaseStorage, engine: Engine, user: UserId
) -> None:
    settle(storage, policy((user,)))
    lost(storage, user)
    esc = open_one(storage, now=after(minutes=2))

    assert case(storage, esc).holder is None
    (nobody,) = [n for n in notices(engine) if isinstance(n, NobodyToOffer)]
    assert nobody.reasons == ((user, "can't be written to in Slack"),)


def test_nothing_is_handed_to_who_can_not_be_reached(storage: DatabaseStorage) -> None:
    settle(storage)
    esc = claimed(storage, NOON)
    lost(storage, CRANE)

    with pytest.raises(Refused, match="They can't be written to: Slack says user_not_found"):
        Hand(storage, HERON).hand_over(esc, CRANE, after(minutes=2))


def test_news_for_an_owner_who_can_not_be_reached_goes_to_the_managers(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, policy(managers=(STORK, FINCH)))
    esc = claimed(storage, NOON)
    lost(storage, HERON)
    Hand(storage, STORK).set_deadline(esc, after(days=5), after(minutes=2))

    told = [(n.to, n.in_place_of) for n in notices(engine) if isinstance(n, DeadlineSet)]
    assert told == [(FINCH, HERON), (WREN, None)]


def comes_back(work: Work) -> None:
    heard_of(work, person(HERON, is_deactivated=True), after(minutes=3))
    heard_of(work, person(HERON), after(minutes=3))


def known_to_slack_now(work: Work) -> None:
    heard_of(work, person(GHOST), after(minutes=3))


def reached(work: Work) -> None:
    can_be_reached(work, HERON, after(minutes=3))


@pytest.mark.parametrize(
    ("user", "heard"), [(HERON, comes_back), (GHOST, known_to_slack_now), (HERON, reached)]
)
def test_who_can_be_reached_again_is_offered_what_waits(
    storage: DatabaseStorage, user: UserId, heard: Callable[[Work], None]
) -> None:
    settle(storage, policy((user,)))
    lost(storage, user)
    esc = open_one(storage, now=after(minutes=2))
    with storage.begin() as work:
        heard(work)
    run_due(storage, after(minutes=3, seconds=1))

    assert case(storage, esc).holder == user


def test_that_messages_to_somebody_are_refused_holds_whatever_else_slack_tells_of_them(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage)
    lost(storage, HERON)
    renamed = replace(person(HERON), name="Grey Heron", timezone="Asia/Tokyo")
    with storage.begin() as work:
        heard_of(work, renamed, after(minutes=2))
    lost(storage, HERON)

    assert known(storage, HERON) == replace(renamed, unreachable="user_not_found")
    assert told(engine) == [(STORK, HERON)]


def test_who_acts_can_be_reached_again(storage: DatabaseStorage) -> None:
    settle(storage)
    esc = open_one(storage)
    lost(storage, HERON)
    Hand(storage, HERON).claim(esc, after(minutes=2))

    assert known(storage, HERON) == person(HERON)


def test_a_stranger_who_acts_is_looked_up_as_one(storage: DatabaseStorage) -> None:
    settle(storage, policy((GHOST, CRANE)))
    esc = open_one(storage)
    lost(storage, GHOST)
    with pytest.raises(UnknownPerson):
        Hand(storage, GHOST).claim(esc, after(minutes=2))
    with storage.begin() as work:
        heard_of(work, person(GHOST), after(minutes=3))

    Hand(storage, GHOST).claim(esc, after(minutes=4))
    assert case(storage, esc).owner == GHOST


def test_of_those_in_the_list_of_people_at_the_next_start_whom_slack_did_not_know_are_heard_of_again(
    storage: DatabaseStorage,
) -> None:
    settle(storage)
    lost(storage, HERON, "cannot_dm_bot")
    lost(storage, GHOST)
    with storage.begin() as work:
        closer = heard_of_all(work, [person(HERON), person(CRANE), person(GHOST)])

    assert closer == (person(GHOST),)
    assert known(storage, HERON).unreachable == "cannot_dm_bot"


def test_of_a_manager_with_a_wrong_id_the_others_are_told_and_it_counts_for_nothing(
    storage: DatabaseStorage, engine: Engine
) -> None:
    stored = settle(storage, policy(managers=(GHOST, STORK)))
    lost(storage, GHOST)

    assert told(engine) == [(STORK, GHOST)]
    with storage.read() as work:
        assert managers_there(work, stored, None, NOON) == {STORK}


def test_of_a_digest_s_reader_who_can_not_be_reached_the_workspace_s_managers_are_told(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, policy(digests=(MORNING,)))
    lost(storage, FINCH)

    assert told(engine) == [(STORK, FINCH)]


def test_whom_a_new_policy_names_and_nobody_knows_is_looked_up(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage)
    with storage.begin() as work:
        adopt_policy(work, policy((HERON, GHOST)), STORK, NOON)

    assert [n.user for n in notices(engine) if isinstance(n, LookUp)] == [GHOST]
