"""What becomes of an offer: it lapses, goes on, stays, or can be made to nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from bot.case.errors import Refused
from bot.case.identifiers import EscalationId, UserId
from bot.casework.offers import LOOK_AGAIN
from bot.due.timers import run_due
from bot.notices import NobodyToOffer
from bot.verbs.settings.adopt_policy import adopt_policy
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    EGRET,
    HERON,
    NOON,
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
from tests.support.looking import Ear, notices, timers, turns


def with_rotation(
    storage: DatabaseStorage, *users: UserId, capacity: int | None = None
) -> DatabaseStorage:
    settle(storage, policy(users, capacity=capacity))
    return storage


def reasons(engine: Engine) -> Sequence[tuple[UserId, str]]:
    return [n.reasons for n in notices(engine) if isinstance(n, NobodyToOffer)][-1]


def test_an_offer_lapses_half_a_first_response_after_it_was_made(storage: DatabaseStorage) -> None:
    esc = open_one(with_rotation(storage, HERON, CRANE))
    offer = case(storage, esc).offer
    assert offer is not None
    assert offer.lapses_at == after(minutes=15)


def test_a_lapsed_offer_goes_on_to_the_next_in_place_of_the_half_way_reminder(
    storage: DatabaseStorage, engine: Engine, ear: Ear
) -> None:
    esc = open_one(with_rotation(storage, HERON, CRANE))
    ear.new()
    run_due(storage, after(minutes=15))
    assert case(storage, esc).holder == CRANE
    assert ear.new() == ["offered U0CRANE", "card_changed"]
    assert timeline(storage, esc)[-2:] == ["offer_lapsed", "offered"]
    assert turns(engine) == [HERON, CRANE]


def test_an_offer_stays_until_it_lapses(storage: DatabaseStorage, ear: Ear) -> None:
    esc = open_one(with_rotation(storage, HERON, CRANE))
    ear.new()
    run_due(storage, after(minutes=14, seconds=59))
    assert case(storage, esc).holder == HERON
    assert "offered U0CRANE" not in ear.new()


def test_an_offer_is_brought_up_when_four_fifths_of_it_are_gone(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = open_one(with_rotation(storage, HERON, CRANE))
    run_due(storage, after(minutes=11, seconds=59))
    assert ear.reminders() == []
    run_due(storage, after(minutes=12))
    assert ear.said(storage, after(minutes=12)) == [f"U0HERON {esc} offer:lapsing"]


def test_an_offer_that_will_not_lapse_is_not_said_to(storage: DatabaseStorage, ear: Ear) -> None:
    open_one(with_rotation(storage, HERON))
    run_due(storage, after(minutes=14, seconds=59))
    assert ear.reminders() == []


def test_an_offer_that_ends_with_the_first_response_is_not_said_to_lapse(
    storage: DatabaseStorage, ear: Ear
) -> None:
    """After the breach it stays with the last, though there is somebody else."""
    esc = open_one(with_rotation(storage, HERON, CRANE, EGRET))
    for minute in range(30):
        run_due(storage, after(minutes=minute))
    lapsing = [line for line in ear.reminders() if "lapsing" in line]
    assert lapsing == [f"U0HERON {esc} offer:lapsing"]
    assert case(storage, esc).holder == CRANE


def test_nobody_is_told_of_an_offer_that_has_lapsed_by_then(
    storage: DatabaseStorage, ear: Ear
) -> None:
    open_one(with_rotation(storage, HERON, CRANE))
    run_due(storage, after(minutes=12))
    assert ear.said(storage, after(minutes=15)) == []
    run_due(storage, after(minutes=20))
    assert ear.reminders() == []


def test_with_nobody_else_the_offer_stays_and_its_holder_is_reminded_half_way(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = open_one(with_rotation(storage, HERON))
    ear.new()
    run_due(storage, after(minutes=15))
    assert case(storage, esc).holder == HERON
    assert ear.said(storage, after(minutes=15)) == [f"U0HERON {esc} first_response:half"]


def test_with_nobody_else_a_change_of_priority_does_not_swallow_both_reminders(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = open_one(with_rotation(storage, HERON), priority="P2")
    Hand(storage, STORK).change_priority(esc, "P1", after(minutes=25))
    ear.new()
    run_due(storage, after(minutes=26))

    assert ear.said(storage, after(minutes=26)) == [f"U0HERON {esc} first_response:most"]


def test_after_the_breach_an_offer_stays_with_the_last_and_the_managers_are_told(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = open_one(with_rotation(storage, HERON, CRANE, EGRET))
    run_due(storage, after(minutes=15))
    run_due(storage, after(minutes=24))
    ear.new()
    run_due(storage, after(minutes=30, seconds=1))
    run_due(storage, after(hours=2))
    assert case(storage, esc).holder == CRANE
    assert ear.new() == ["card_changed", "reminders U0CRANE", "reminders U0STORK"]


def test_a_claimed_case_does_not_lapse(storage: DatabaseStorage, ear: Ear) -> None:
    esc = open_one(with_rotation(storage, HERON, CRANE))
    Hand(storage, HERON).claim(esc, after(minutes=14))
    ear.new()
    run_due(storage, after(minutes=31))
    assert case(storage, esc).owner == HERON
    assert ear.new() == []


def test_if_nobody_is_eligible_the_managers_are_told_at_once_and_why(
    storage: DatabaseStorage, engine: Engine, ear: Ear
) -> None:
    with_rotation(storage, HERON, CRANE, capacity=1)
    open_one(storage)
    ear.new()
    esc = open_one(storage, CRANE)
    assert case(storage, esc).holder is None
    assert ear.new() == ["card_changed", "nobody_to_offer U0STORK", "raised U0CRANE"]
    assert reasons(engine) == ((HERON, "has 1 of 1 cases"), (CRANE, "raised it"))
    assert timeline(storage, esc) == ["raised", "nobody_eligible"]


def test_an_empty_rotation_offers_to_nobody(storage: DatabaseStorage, engine: Engine) -> None:
    open_one(with_rotation(storage))
    assert reasons(engine) == ()


def test_the_managers_are_told_once_however_often_it_is_looked_at_again(
    storage: DatabaseStorage, engine: Engine, ear: Ear
) -> None:
    with_rotation(storage, HERON, capacity=1)
    held, esc = open_one(storage, priority="P3"), open_one(storage, priority="P3")
    ear.new()
    for minute in range(1, 6):
        run_due(storage, after(minutes=minute))
    assert ear.new() == []
    assert case(storage, esc).holder is None
    assert case(storage, held).holder == HERON
    assert timers(engine, esc).count("offer_again") == 1


def test_a_case_that_is_looked_at_for_many_reasons_is_still_looked_at_once_a_minute(
    storage: DatabaseStorage, engine: Engine
) -> None:
    with_rotation(storage, HERON, capacity=1)
    held, waits = open_one(storage), open_one(storage)
    hand = Hand(storage, HERON)
    hand.claim(held, after(minutes=1))
    for second in range(5):
        hand.decide(held, after(minutes=1, seconds=second))
        Hand(storage, STORK).mark_communicated(held, after(minutes=1, seconds=second))
        hand.reopen(held, after(minutes=1, seconds=second))
    run_due(storage, after(minutes=2))
    assert timers(engine, waits).count("offer_again") == 1


FREEING: dict[str, Callable[[DatabaseStorage, EscalationId], object]] = {
    "it is decided": lambda s, esc: Hand(s, HERON).decide(esc, after(minutes=2)),
    "it is withdrawn": lambda s, esc: Hand(s, WREN).withdraw(esc, after(minutes=2)),
    "it is released": lambda s, esc: Hand(s, HERON).release(esc, after(minutes=2)),
    "it is taken over": lambda s, esc: (
        Hand(s, HERON).hand_over(esc, STORK, after(minutes=2)),
        Hand(s, STORK).claim(esc, after(minutes=2)),
    ),
}


@pytest.mark.parametrize("how", FREEING)
def test_a_case_that_nobody_could_be_offered_is_offered_when_somebody_is_free(
    storage: DatabaseStorage, how: str
) -> None:
    with_rotation(storage, HERON, capacity=1)
    held, esc = open_one(storage), open_one(storage)
    Hand(storage, HERON).claim(held, after(minutes=1, seconds=30))
    run_due(storage, after(minutes=1, seconds=59))
    FREEING[how](storage, held)
    run_due(storage, after(minutes=2, seconds=1))
    assert case(storage, esc).holder == HERON


def test_who_loses_an_offer_to_another_claimer_is_free(storage: DatabaseStorage) -> None:
    with_rotation(storage, HERON, capacity=1)
    held, esc = open_one(storage), open_one(storage)
    Hand(storage, STORK).claim(held, after(seconds=30))
    run_due(storage, after(seconds=31))
    assert case(storage, esc).holder == HERON


def test_cases_offered_in_one_tick_are_spread_as_any_others(
    storage: DatabaseStorage, engine: Engine
) -> None:
    with_rotation(storage)
    for _ in range(9):
        open_one(storage, priority="P3")
    settle(storage, policy((HERON, CRANE, EGRET)))
    run_due(storage, NOON + LOOK_AGAIN)
    assert turns(engine) == [HERON, CRANE, EGRET] * 3


def test_when_somebody_is_free_the_case_that_is_due_first_is_offered_first(
    storage: DatabaseStorage,
) -> None:
    with_rotation(storage, HERON, capacity=1)
    held = open_one(storage)
    this_week, now = open_one(storage, priority="P3"), open_one(storage, priority="P1")
    Hand(storage, WREN).withdraw(held, after(minutes=2))
    run_due(storage, after(minutes=2, seconds=1))
    assert case(storage, now).holder == HERON
    assert case(storage, this_week).holder is None


def test_what_is_offered_to_somebody_who_leaves_the_rotation_goes_to_the_next(
    storage: DatabaseStorage,
) -> None:
    esc = open_one(with_rotation(storage, HERON, CRANE))
    with storage.begin() as work:
        adopt_policy(work, policy((CRANE,)), STORK, after(minutes=1))
    run_due(storage, after(minutes=1))
    assert case(storage, esc).holder == CRANE
    assert timeline(storage, esc)[-2:] == ["offer_passed_on", "offered"]


def test_a_rotation_that_is_emptied_while_offers_are_open_leaves_them_to_the_managers(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = open_one(with_rotation(storage, HERON))
    ear.new()
    with storage.begin() as work:
        adopt_policy(work, policy(()), STORK, after(minutes=1))
    run_due(storage, after(minutes=1))
    assert case(storage, esc).holder is None
    assert "nobody_to_offer U0STORK" in ear.new()
    with storage.begin() as work:
        adopt_policy(work, policy((CRANE,)), STORK, after(minutes=2))
    run_due(storage, after(minutes=2, seconds=1))
    assert case(storage, esc).holder == CRANE


def test_a_case_of_a_queue_that_is_gone_can_be_claimed_by_the_managers(
    storage: DatabaseStorage,
) -> None:
    esc = open_one(with_rotation(storage, HERON))
    new = policy((HERON,))
    queue = replace(new.queues["executive"], name="front", kinds=("executive",))
    settle(storage, replace(new, queues={"front": queue}))
    with pytest.raises(Refused):
        Hand(storage, HERON).claim(esc, after(minutes=1))
    Hand(storage, STORK).claim(esc, after(minutes=1))
    assert case(storage, esc).owner == STORK


def test_with_nobody_else_a_released_case_goes_back_a_minute_later_and_the_managers_know(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = open_one(with_rotation(storage, HERON))
    Hand(storage, HERON).claim(esc, after(minutes=1))
    ear.new()
    Hand(storage, HERON).release(esc, after(minutes=2))
    assert ear.new() == ["nobody_to_offer U0STORK", "card_changed", "released U0WREN"]
    run_due(storage, after(minutes=2, seconds=59))
    assert case(storage, esc).holder is None
    run_due(storage, after(minutes=3))
    assert case(storage, esc).holder == HERON
