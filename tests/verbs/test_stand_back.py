"""Standing back for a conflict of interest: given on, never back, and the turn returned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from bot import events
from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId, UserId
from bot.case.states import State
from bot.due.timers import run_due
from bot.notices import NobodyToOffer
from bot.service_levels.clocks import ClockName, Verdict
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    EGRET,
    HERON,
    STORK,
    WREN,
    Hand,
    after,
    case,
    open_one,
    policy,
    settle,
    timeline,
)
from tests.support.looking import Ear, clock, notices, timers, turns
from tests.support.refusals import refusing


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage)
    return storage


def alone(storage: DatabaseStorage, *rotation: UserId) -> None:
    settle(storage, policy(rotation))


def test_who_it_is_offered_to_stands_back_and_it_goes_to_the_next(
    storage: DatabaseStorage, engine: Engine, ear: Ear
) -> None:
    esc = open_one(storage)
    ear.new()
    Hand(storage, HERON).stand_back(esc, after(minutes=1))
    assert case(storage, esc).holder == CRANE
    assert turns(engine) == [f"({HERON})", CRANE]
    assert timeline(storage, esc)[-2:] == ["stood_back", "offered"]
    assert ear.new() == ["offered U0CRANE", "card_changed"]


def test_the_reason_is_kept_and_the_turn_is_theirs_again(storage: DatabaseStorage) -> None:
    esc = open_one(storage)
    Hand(storage, HERON).stand_back(esc, after(minutes=1), "My sister owns it.")
    with storage.read() as work:
        (excluded,) = work.exclusions.of(esc)
        entry = next(
            e for e in work.timeline.of(esc) if isinstance(e.event, events.PersonStoodBack)
        )
    assert (excluded.user, excluded.reason) == (HERON, "stood back from it")
    assert (entry.who, entry.why) == (HERON, "My sister owns it.")
    assert case(storage, open_one(storage)).holder == HERON


def test_why_somebody_stood_back_is_for_the_history_alone(
    storage: DatabaseStorage, engine: Engine
) -> None:
    """Not for whom it is offered to next, nor for managers who are told that nobody is left."""
    alone(storage, HERON, CRANE)
    esc = open_one(storage)
    Hand(storage, HERON).stand_back(esc, after(minutes=1), "My sister owns it.")
    Hand(storage, CRANE).stand_back(esc, after(minutes=2), "My brother owns it.")
    with storage.read() as work:
        entries = work.timeline.of(esc)
    said = [f"{e.why} {e.event}" for e in entries if e.event != events.PersonStoodBack()]
    assert any("stood back from it" in line for line in said)
    told = [n for n in notices(engine) if isinstance(n, NobodyToOffer)]
    assert told[0].reasons == ((HERON, "stood back from it"), (CRANE, "stood back from it"))
    assert not any("owns it" in line for line in said)


def test_an_owner_stands_back_and_the_requester_is_told(
    storage: DatabaseStorage, engine: Engine, ear: Ear
) -> None:
    esc = open_one(storage)
    Hand(storage, HERON).claim(esc, after(minutes=1))
    ear.new()
    Hand(storage, HERON).stand_back(esc, after(minutes=2))
    now = case(storage, esc)
    assert (now.state, now.owner, now.holder) == (State.OPEN, None, CRANE)
    assert turns(engine) == [f"({HERON})", CRANE]
    assert clock(storage, esc, ClockName.FIRST_RESPONSE).verdict is Verdict.MET
    assert ear.new() == ["offered U0CRANE", "card_changed", "stood_back U0WREN"]


def test_an_owner_stands_back_from_what_waits(storage: DatabaseStorage, engine: Engine) -> None:
    esc = open_one(storage)
    hand = Hand(storage, HERON)
    hand.claim(esc, after(minutes=1))
    hand.wait(esc, after(minutes=2), after(days=2))
    hand.stand_back(esc, after(minutes=3))
    assert (case(storage, esc).state, case(storage, esc).wait) == (State.OPEN, None)
    assert "wait_over" not in timers(engine, esc)


def test_it_is_never_offered_to_them_again_and_they_cannot_take_it(
    storage: DatabaseStorage,
) -> None:
    alone(storage, HERON)
    esc = open_one(storage)
    Hand(storage, HERON).stand_back(esc, after(minutes=1))
    assert case(storage, esc).holder is None
    for minutes in (2, 16, 60, 600):
        run_due(storage, after(minutes=minutes))
    assert case(storage, esc).holder is None
    with pytest.raises(Refused, match=r"of interest: stood back from it. A manager can assign"):
        Hand(storage, HERON).claim(esc, after(days=1))
    alone(storage, HERON, EGRET)
    run_due(storage, after(days=2))
    assert case(storage, esc).holder == EGRET


@pytest.mark.parametrize(("reason", "words"), [("", "Say what"), ("x" * 1001, "under 1,000")])
def test_it_takes_a_reason(storage: DatabaseStorage, reason: str, words: str) -> None:
    esc = open_one(storage)
    with pytest.raises(Refused, match=words) as refused:
        Hand(storage, HERON).stand_back(esc, after(minutes=1), reason)
    assert list(refused.value.fields) == ["reason"]


@pytest.mark.parametrize("who", [CRANE, STORK, WREN])
def test_nobody_stands_back_from_what_is_not_with_them(
    storage: DatabaseStorage, who: UserId
) -> None:
    esc = open_one(storage)
    with refusing(RefusalCode.NOT_ALLOWED):
        Hand(storage, who).stand_back(esc, after(minutes=1))


def test_who_was_asked_to_take_it_over_is_no_longer_asked(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = open_one(storage)
    Hand(storage, HERON).claim(esc, after(minutes=1))
    Hand(storage, HERON).hand_over(esc, EGRET, after(minutes=2))
    ear.new()
    Hand(storage, HERON).stand_back(esc, after(minutes=3))
    assert "no_longer_asked U0EGRET" in ear.new()


def reopened(storage: DatabaseStorage, esc: EscalationId) -> None:
    """Withdrawn and taken up again."""
    Hand(storage, STORK).withdraw(esc, after(minutes=5))
    Hand(storage, WREN).reopen(esc, after(minutes=6))


def test_what_was_reopened_to_its_owner_gives_no_turn_of_its_former_run_back(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = open_one(storage)
    Hand(storage, HERON).claim(esc, after(minutes=1))
    reopened(storage, esc)
    assert case(storage, esc).owner == HERON
    Hand(storage, HERON).stand_back(esc, after(minutes=7))
    assert turns(engine) == [HERON, CRANE]


def test_what_was_handed_over_gives_no_turn_back_that_lapsed_before(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = open_one(storage)
    Hand(storage, CRANE).claim(esc, after(minutes=1))
    Hand(storage, CRANE).release(esc, after(minutes=2))
    Hand(storage, EGRET).claim(esc, after(minutes=3))
    Hand(storage, EGRET).hand_over(esc, CRANE, after(minutes=4))
    Hand(storage, CRANE).claim(esc, after(minutes=5))
    before = turns(engine)
    Hand(storage, CRANE).stand_back(esc, after(minutes=6))
    assert turns(engine)[: len(before)] == before


def overridden(storage: DatabaseStorage, esc: EscalationId) -> None:
    """Heron stood back from it, and a manager had it handed to them in spite of that."""
    Hand(storage, HERON).stand_back(esc, after(minutes=1))
    Hand(storage, CRANE).claim(esc, after(minutes=2))
    Hand(storage, STORK).hand_over(esc, HERON, after(minutes=3), overrides=True)
    Hand(storage, HERON).claim(esc, after(minutes=4))


def let_in_no_more(storage: DatabaseStorage, esc: EscalationId) -> None:
    """Heron claimed it, and is no longer cleared for its class."""
    Hand(storage, HERON).claim(esc, after(minutes=1))
    with storage.begin() as work:
        found = work.escalations.get(esc)
        assert found is not None
        work.escalations.save(replace(found, confidentiality="restricted"))
    settle(storage, replace(policy(), clearances={"restricted": (CRANE, STORK)}))


@pytest.mark.parametrize("how", [overridden, let_in_no_more])
def test_what_its_owner_must_not_have_any_more_is_reopened_to_the_queue(
    storage: DatabaseStorage, how: Callable[[DatabaseStorage, EscalationId], None]
) -> None:
    esc = open_one(storage)
    how(storage, esc)
    assert case(storage, esc).owner == HERON
    reopened(storage, esc)
    assert case(storage, esc).owner is None
    assert case(storage, esc).holder in (CRANE, EGRET)
