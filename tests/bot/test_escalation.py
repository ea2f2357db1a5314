"""The states of a case, and what each move makes of it."""

from __future__ import annotations

from dataclasses import replace

from bot.case.escalation import HandOver, Offer
from bot.case.states import CloseReason, State
from bot.case.transitions import TRANSITIONS, Move, moves_from
from tests.bot.test_permissions import CASES, CLAIMED, OPEN
from tests.support.factories import CRANE, EGRET, HERON, after

OFFER = Offer(HERON, "first", after(), after(minutes=15))


def test_every_state_is_reached_and_left() -> None:
    assert {t.end for t in TRANSITIONS} == set(State)
    assert {t.start for t in TRANSITIONS} == set(State)


def test_every_move_is_in_the_table() -> None:
    assert {t.move for t in TRANSITIONS} == set(Move)


def test_a_row_of_the_table_allows_its_move_to_somebody() -> None:
    assert all(t.who for t in TRANSITIONS)


def test_no_row_of_the_table_stands_twice() -> None:
    assert len({(t.move, t.start, t.end) for t in TRANSITIONS}) == len(TRANSITIONS)


def test_a_decided_case_can_not_be_withdrawn() -> None:
    assert Move.WITHDRAW not in moves_from(State.DECIDED)


def test_a_claimed_case_shows_claim_only_while_it_is_handed_over() -> None:
    assert Move.CLAIM not in moves_from(State.CLAIMED)
    assert Move.CLAIM in moves_from(State.CLAIMED, hand_over_pending=True)


def test_claiming_uses_up_the_offer_and_the_hand_over() -> None:
    asked = HandOver(EGRET, HERON, "", after())
    taken = replace(OPEN, offer=OFFER, hand_over=asked).claimed(CRANE, after(minutes=5))
    assert (taken.state, taken.owner, taken.claimed_at) == (State.CLAIMED, CRANE, after(minutes=5))
    assert taken.offer is None
    assert taken.hand_over is None


def test_a_released_case_has_no_owner_and_no_hand_over() -> None:
    free = CASES["asked"].released()
    assert (free.state, free.owner, free.claimed_at, free.hand_over) == (
        State.OPEN, None, None, None,
    )  # fmt: skip


def test_the_owner_stays_responsible_while_a_hand_over_is_pending() -> None:
    assert CASES["asked"].holder == HERON


def test_who_an_open_case_is_offered_to_holds_it() -> None:
    assert OPEN.holder is None
    assert OPEN.offered(OFFER).holder == HERON


def test_deciding_ends_a_hand_over() -> None:
    assert CASES["asked"].decided(after(hours=1)).hand_over is None


def test_a_closed_case_is_offered_to_nobody_and_keeps_its_last_owner() -> None:
    closed = OPEN.offered(OFFER).closed(CloseReason.WITHDRAWN, after(hours=1))
    assert (closed.offer, closed.close_reason, closed.closed_at) == (
        None, CloseReason.WITHDRAWN, after(hours=1),
    )  # fmt: skip
    assert CASES["closed"].owner == HERON


def test_a_reopened_case_starts_a_new_run_without_what_closed_it() -> None:
    again = CASES["closed"].reopened(HERON, after(days=1))
    assert (again.state, again.owner, again.run) == (State.CLAIMED, HERON, 2)
    assert again.claimed_at == after(days=1)
    assert (again.decided_at, again.closed_at, again.close_reason) == (None, None, None)


def test_a_case_reopened_without_its_owner_is_open() -> None:
    again = CASES["closed"].reopened(None, after(days=1))
    assert (again.state, again.owner, again.claimed_at) == (State.OPEN, None, None)


def test_a_change_leaves_the_value_it_came_from_as_it_was() -> None:
    CLAIMED.released()
    assert CLAIMED.owner == HERON
