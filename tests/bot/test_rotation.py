"""Round robin: whose turn it is, whatever happened before, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.identifiers import UserId
from bot.policy import Member
from bot.rotation.choice import (
    Asked,
    Candidate,
    Choice,
    Exclusion,
    NobodyEligible,
    Pool,
    choose,
)
from tests.factories import CRANE, EGRET, HERON, NOON, member

THREE = (member(HERON), member(CRANE), member(EGRET))


def picked(
    rotation: tuple[Member, ...],
    last: Mapping[UserId, int],
    load: Mapping[UserId, int],
    excluded: Mapping[UserId, str],
) -> Choice | NobodyEligible:
    """The choice among people who are all in their hours."""
    candidates = tuple(
        Candidate(m, load=load.get(m.user, 0), last_turn=last.get(m.user)) for m in rotation
    )
    barred = tuple(Exclusion(reason, user) for user, reason in excluded.items())
    return choose(Asked(), Pool(candidates, barred), NOON)


def chosen(
    rotation: tuple[Member, ...] = THREE,
    last: Mapping[UserId, int] | None = None,
    load: Mapping[UserId, int] | None = None,
    excluded: Mapping[UserId, str] | None = None,
) -> Choice:
    choice = picked(rotation, last or {}, load or {}, excluded or {})
    assert isinstance(choice, Choice)
    return choice


def test_before_any_turn_the_policys_order_counts() -> None:
    assert chosen().user == HERON
    assert chosen(last={HERON: 1}).user == CRANE
    assert chosen(last={HERON: 1, CRANE: 2}).user == EGRET


def test_who_never_had_a_turn_goes_before_who_had_one_long_ago() -> None:
    assert chosen(last={HERON: 1, CRANE: 99}).user == EGRET


def test_the_last_turn_longest_ago_goes_first() -> None:
    last = {HERON: 3, CRANE: 1, EGRET: 2}
    assert chosen(last=last).user == CRANE


def test_who_left_the_rotation_is_not_chosen_for_their_old_turns() -> None:
    assert chosen((member(CRANE),), last={HERON: 1}).user == CRANE


@pytest.mark.parametrize(("load", "user"), [(1, HERON), (2, CRANE), (3, CRANE)])
def test_a_full_desk_is_passed_over(load: int, user: UserId) -> None:
    rotation = (member(HERON, capacity=2), member(CRANE))
    assert chosen(rotation, load={HERON: load}).user == user


def test_without_a_capacity_a_desk_is_never_full() -> None:
    assert chosen((member(HERON),), load={HERON: 1000}).user == HERON


def test_if_nobody_is_eligible_everybodys_reason_is_named_in_order() -> None:
    rotation = (member(HERON, capacity=1), member(CRANE), member(EGRET, capacity=2))
    choice = picked(rotation, {}, {HERON: 1, EGRET: 2}, {CRANE: "raised it"})
    assert choice == NobodyEligible(
        ((HERON, "has 1 of 1 cases"), (CRANE, "raised it"), (EGRET, "has 2 of 2 cases"))
    )


def test_an_exclusion_is_named_before_a_full_desk() -> None:
    choice = picked((member(HERON, capacity=1),), {}, {HERON: 1}, {HERON: "raised it"})
    assert choice == NobodyEligible(((HERON, "raised it"),))


def test_an_empty_rotation_has_nobody_and_no_reasons() -> None:
    assert picked((), {}, {}, {}) == NobodyEligible(())


def test_an_offer_says_why_you() -> None:
    everybody = {HERON: 1, CRANE: 2, EGRET: 3}
    assert "no turn yet (3 of 3 on the rotation" in chosen().why
    assert "longest since their last turn (3 of 3" in chosen(last=everybody).why
    alone = chosen(last=everybody, excluded={HERON: "raised it", EGRET: "raised it"})
    assert alone.why == "the only one available (1 of 3 on the rotation could take it)"


PEOPLE = tuple(UserId(f"U0BIRD{n}") for n in range(6))


@given(
    size=st.integers(1, len(PEOPLE)),
    before=st.lists(st.sets(st.sampled_from(PEOPLE)), max_size=25),
    offers=st.integers(0, 25),
)
def test_while_all_are_eligible_no_two_peoples_offers_differ_by_more_than_one(
    size: int, before: list[set[UserId]], offers: int
) -> None:
    """Whatever happened before the window: some were away, some had never had a turn."""
    rotation = tuple(member(user) for user in PEOPLE[:size])
    last: dict[UserId, int] = {}
    given_to: list[UserId] = []
    for place, away in enumerate([*before, *[set[UserId]()] * offers]):
        choice = picked(rotation, last, {}, dict.fromkeys(away, "away"))
        if isinstance(choice, Choice):
            last[choice.user] = place
            if place >= len(before):
                given_to.append(choice.user)
    for start in range(len(given_to)):
        for end in range(start, len(given_to) + 1):
            counts = Counter(dict.fromkeys(PEOPLE[:size], 0))
            counts.update(given_to[start:end])
            assert max(counts.values()) - min(counts.values()) <= 1


@given(
    last=st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 50)),
    load=st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 5)),
    capacities=st.lists(st.none() | st.integers(1, 5), max_size=len(PEOPLE)),
    excluded=st.dictionaries(st.sampled_from(PEOPLE), st.just("raised it")),
)
def test_nobody_is_chosen_who_is_excluded_or_full_and_somebody_is_if_anybody_can_be(
    last: dict[UserId, int],
    load: dict[UserId, int],
    capacities: list[int | None],
    excluded: dict[UserId, str],
) -> None:
    rotation = tuple(
        member(user, capacity=capacity) for user, capacity in zip(PEOPLE, capacities, strict=False)
    )
    choice = picked(rotation, last, load, excluded)
    free = {
        m.user
        for m in rotation
        if m.user not in excluded and (m.capacity is None or load.get(m.user, 0) < m.capacity)
    }
    if isinstance(choice, Choice):
        assert choice.user in free
        assert all(last.get(choice.user, -1) <= last[u] for u in free if u in last)
    else:
        assert not free
        assert [user for user, _ in choice.reasons] == [m.user for m in rotation]
