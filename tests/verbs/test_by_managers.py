"""What a manager does with other people's cases: assigning what nobody has, taking over what
somebody has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from bot import events
from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId, UserId
from bot.case.states import State
from bot.service_levels.clocks import ClockName, Verdict
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    EGRET,
    FINCH,
    HERON,
    STORK,
    Hand,
    after,
    case,
    member,
    open_one,
    policy,
    settle,
    timeline,
)
from tests.support.looking import Ear, clock, turns
from tests.support.refusals import refusing


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage)
    return storage


def assign(
    storage: DatabaseStorage, esc: EscalationId, to: UserId = CRANE, *, overrides: bool = False
) -> None:
    Hand(storage, STORK).assign(esc, to, after(minutes=5), overrides=overrides)


def test_an_assigned_case_is_that_persons_as_if_they_had_claimed_it(
    storage: DatabaseStorage,
) -> None:
    esc = open_one(storage)

    assign(storage, esc)

    assigned = case(storage, esc)
    assert (assigned.state, assigned.owner, assigned.offer) == (State.CLAIMED, CRANE, None)
    assert timeline(storage, esc) == ["raised", "offered", "assigned"]
    first = clock(storage, esc, ClockName.FIRST_RESPONSE)
    with storage.read() as work:
        entry = work.timeline.of(esc)[-1]
    assert first.verdict is Verdict.MET
    assert (entry.who, entry.why) == (STORK, "So.")


def test_assigning_uses_the_turn_of_who_gets_it_and_gives_back_the_turn_of_who_was_offered_it(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = open_one(storage)
    assert turns(engine) == [HERON]

    assign(storage, esc)

    assert turns(engine) == [f"({HERON})", CRANE]


def test_who_gets_it_who_was_offered_it_and_the_requester_are_told(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = open_one(storage)
    listening = Ear(engine)

    assign(storage, esc)

    told = {"assigned U0CRANE", "taken_by U0HERON", "claimed U0WREN"}
    assert set(listening.new()) == {"card_changed", *told}


def _full(storage: DatabaseStorage, esc: EscalationId) -> str:
    settle(storage, policy([HERON, member(CRANE, capacity=1), EGRET]))
    Hand(storage, CRANE).claim(open_one(storage), after(minutes=1))
    return "Crane has 1 of 1 cases."


def _away(storage: DatabaseStorage, esc: EscalationId) -> str:
    Hand(storage, CRANE).go_away(after(minutes=1), after(days=6))
    return "Crane is away until Mon 9 Mar 2026, 12:00."


def _in_conflict(storage: DatabaseStorage, esc: EscalationId) -> str:
    Hand(storage, HERON).stand_back(esc, after(minutes=1))
    Hand(storage, CRANE).stand_back(esc, after(minutes=2))
    return "Crane has a conflict of interest (stood back from it)."


@pytest.mark.parametrize(
    ("stands", "code"),
    [
        (_full, RefusalCode.IN_THE_WAY),
        (_away, RefusalCode.AWAY),
        (_in_conflict, RefusalCode.CONFLICT_OF_INTEREST),
    ],
)
def test_what_stands_against_it_is_asked_about_and_a_manager_may_override_it(
    storage: DatabaseStorage,
    stands: Callable[[DatabaseStorage, EscalationId], str],
    code: RefusalCode,
) -> None:
    esc = open_one(storage)
    words = stands(storage, esc)

    with refusing(code) as refused:
        assign(storage, esc)
    assert refused.value.fields["to"] == (
        f"{words[:-1]}. Choose somebody else, or tick below to assign it all the same."
    )
    assert case(storage, esc).is_unclaimed

    assign(storage, esc, overrides=True)

    assert case(storage, esc).owner == CRANE
    with storage.read() as work:
        entries = [e.event for e in work.timeline.of(esc)]
    assigned = next(e for e in entries if isinstance(e, events.CaseAssigned))
    assert f"Crane {assigned.against}." == words
    is_conflict = code is RefusalCode.CONFLICT_OF_INTEREST
    assert any(isinstance(e, events.ConflictOverridden) for e in entries) is is_conflict


def test_nobody_gets_what_they_are_not_cleared_for_whatever_a_manager_says(
    storage: DatabaseStorage,
) -> None:
    """They could neither read nor decide it."""
    settle(storage, replace(policy(), clearances={"restricted": (HERON, STORK)}))
    esc = open_one(storage)
    with storage.begin() as work:
        found = work.escalations.get(esc)
        assert found is not None
        work.escalations.save(replace(found, confidentiality="restricted"))

    with refusing(RefusalCode.NOT_CLEARED):
        assign(storage, esc, overrides=True)


def test_assigning_takes_a_reason_and_somebody_of_the_queue(storage: DatabaseStorage) -> None:
    esc = open_one(storage)
    with pytest.raises(Refused) as refused:
        Hand(storage, STORK).assign(esc, CRANE, after(minutes=5), "")
    assert refused.value.fields == {"reason": "Say why you assign it."}
    with refusing(RefusalCode.NOT_IN_A_QUEUE):
        assign(storage, esc, FINCH, overrides=True)
    with refusing(RefusalCode.NOT_ALLOWED):
        Hand(storage, CRANE).assign(esc, CRANE, after(minutes=5))


@pytest.mark.parametrize("stage", [State.CLAIMED, State.WAITING, State.DECIDED])
def test_a_case_that_is_taken_over_stays_as_it_is_with_another_owner(
    storage: DatabaseStorage, stage: State
) -> None:
    esc = open_one(storage)
    heron = Hand(storage, HERON)
    heron.claim(esc, after(minutes=1))
    if stage is State.WAITING:
        heron.wait(esc, after(minutes=2), after(days=2))
    if stage is State.DECIDED:
        heron.decide(esc, after(minutes=2))
    before = case(storage, esc)

    Hand(storage, STORK).take_over(esc, after(minutes=5))

    taken = case(storage, esc)
    assert (taken.state, taken.owner, taken.wait) == (stage, STORK, before.wait)
    Hand(storage, STORK).decide(esc, after(minutes=6))
    assert case(storage, esc).owner == STORK


def test_taking_over_gives_the_owners_turn_back_and_tells_them_and_the_requester_why(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = open_one(storage)
    Hand(storage, HERON).claim(esc, after(minutes=1))
    Hand(storage, HERON).hand_over(esc, CRANE, after(minutes=2))
    listening = Ear(engine)

    Hand(storage, STORK).take_over(esc, after(minutes=5))

    assert turns(engine) == [f"({HERON})"], "the manager is on no rotation, and has no turns"
    told = {"taken_over U0HERON", "taken_over U0WREN", "no_longer_asked U0CRANE"}
    assert set(listening.new()) == {"card_changed", *told}


def test_taking_over_is_the_managers_takes_a_reason_and_an_owner(storage: DatabaseStorage) -> None:
    esc = open_one(storage)
    stork, crane = Hand(storage, STORK), Hand(storage, CRANE)
    with refusing(RefusalCode.WRONG_STATE):
        stork.take_over(esc, after(minutes=1))
    Hand(storage, HERON).claim(esc, after(minutes=1))
    with refusing(RefusalCode.NOT_ALLOWED):
        crane.take_over(esc, after(minutes=2))
    with pytest.raises(Refused) as refused:
        stork.take_over(esc, after(minutes=2), "")
    assert refused.value.fields == {"reason": "Say why you take it over."}
    stork.take_over(esc, after(minutes=2))
    with refusing(RefusalCode.ALREADY_SO):
        stork.take_over(esc, after(minutes=3))


def test_a_manager_does_not_take_over_what_they_raised(storage: DatabaseStorage) -> None:
    esc = open_one(storage, STORK)
    Hand(storage, HERON).claim(esc, after(minutes=1))
    with refusing(RefusalCode.CONFLICT_OF_INTEREST):
        Hand(storage, STORK).take_over(esc, after(minutes=2))
