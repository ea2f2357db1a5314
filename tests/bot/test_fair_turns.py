"""Fairness, shown: any course of offers, absences, arrivals and departures, drawn at random."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from bot.case.identifiers import UserId
from bot.rotation.choice import Candidate, Choice, Exclusion, Pool, Requirements, choose
from tests.support.factories import NOON, member

PEOPLE = tuple(UserId(f"U0BIRD{n}") for n in range(6))
some_people = st.sets(st.sampled_from(PEOPLE))
history = st.lists(some_people, max_size=25)
"""Who is away at each of the offers before."""


@dataclass
class Rotation:
    """A rotation that goes round: each offer uses a turn, none is given back."""

    people: Sequence[UserId] = PEOPLE
    last: dict[UserId, int] = field(default_factory=dict)
    offers: list[UserId] = field(default_factory=list)
    place: int = 0

    def candidates(self, away: Iterable[UserId] = ()) -> tuple[Candidate, ...]:
        gone = set(away)
        return tuple(
            Candidate(member(u), last_turn=self.last.get(u), is_member=u not in gone)
            for u in self.people
        )

    def offer(self, away: Iterable[UserId] = ()) -> UserId | None:
        choice = choose(Requirements(), Pool(self.candidates(away)), NOON)
        if not isinstance(choice, Choice):
            return None
        self.last[choice.user] = self.place
        self.place += 1
        self.offers.append(choice.user)
        return choice.user

    def after(self, before: Iterable[set[UserId]]) -> Rotation:
        """As it stands after that history, with nothing counted yet."""
        for away in before:
            self.offer(away)
        self.offers = []
        return self

    def shares(self, *people: UserId) -> list[int]:
        counted = Counter(self.offers)
        return [counted[user] for user in people]

    def order(self, people: Iterable[UserId]) -> list[UserId]:
        """In which order the turns of these come next."""
        wanted, ahead = set(people), Rotation(self.people, dict(self.last), place=self.place)
        for _ in self.people:
            ahead.offer()
        return [user for user in ahead.offers if user in wanted]


@given(size=st.integers(1, 6), before=history, offers=st.integers(0, 25))
def test_while_all_are_eligible_no_two_peoples_offers_differ_by_more_than_one(
    size: int, before: list[set[UserId]], offers: int
) -> None:
    """In any window, whatever came before it: some were away, some had never had a turn."""
    rotation = Rotation(PEOPLE[:size]).after(before)
    for _ in range(offers):
        rotation.offer()
    made = list(rotation.offers)
    for start in range(len(made)):
        for end in range(start, len(made) + 1):
            rotation.offers = made[start:end]
            shares = rotation.shares(*PEOPLE[:size])
            assert max(shares) - min(shares) <= 1


@given(before=history, course=st.lists(some_people, max_size=40))
def test_among_those_who_are_there_throughout_offers_differ_by_one_whoever_else_comes_and_goes(
    before: list[set[UserId]], course: list[set[UserId]]
) -> None:
    rotation = Rotation().after(before)
    for away in course:
        rotation.offer(away)
    steady = [user for user in PEOPLE if not any(user in away for away in course)]
    if steady:
        shares = rotation.shares(*steady)
        assert max(shares) - min(shares) <= 1


@given(before=history, absent=st.integers(0, 40), offers=st.integers(0, 30))
def test_who_comes_back_gets_no_burst(before: list[set[UserId]], absent: int, offers: int) -> None:
    """However long they were away: from their return on they get at most one more than the least
    that anybody else gets, and never two in a row."""
    back = PEOPLE[2]
    rotation = Rotation().after([*before, *[{back}] * absent])
    for _ in range(offers):
        rotation.offer()
        share, others = rotation.shares(back)[0], rotation.shares(*(set(PEOPLE) - {back}))
        assert share <= min(others) + 1
    assert all(a != b for a, b in zip(rotation.offers, rotation.offers[1:], strict=False))


@given(before=history, at=st.integers(0, 5), offers=st.integers(0, 12))
def test_joining_moves_nobody_elses_turn(before: list[set[UserId]], at: int, offers: int) -> None:
    rotation = Rotation(PEOPLE[:5]).after(before)
    expected = rotation.order(PEOPLE[:5])
    joined = [*PEOPLE[:5]]
    joined.insert(at, PEOPLE[5])
    rotation.people = joined
    assert rotation.order(PEOPLE[:5]) == expected
    for _ in range(offers):
        rotation.offer()
    shares = rotation.shares(*joined)
    assert max(shares) - min(shares) <= 1


@given(before=history, leaver=st.sampled_from(PEOPLE))
def test_leaving_moves_nobody_elses_turn(before: list[set[UserId]], leaver: UserId) -> None:
    rotation = Rotation().after(before)
    left = [user for user in PEOPLE if user != leaver]
    expected = rotation.order(left)
    rotation.people = left
    assert rotation.order(left) == expected


@given(before=history, gone=st.sampled_from(PEOPLE), offers=st.integers(0, 12))
def test_who_leaves_and_comes_again_starts_where_they_left(
    before: list[set[UserId]], gone: UserId, offers: int
) -> None:
    rotation = Rotation().after(before)
    rotation.people = [user for user in PEOPLE if user != gone]
    for _ in range(offers):
        rotation.offer()
    rotation.people, rotation.offers = PEOPLE, []
    for _ in range(18):
        rotation.offer()
    assert set(rotation.shares(*PEOPLE)) == {3}


@given(before=history)
def test_who_stands_back_is_next_again_as_they_were(before: list[set[UserId]]) -> None:
    """Their turn is struck out: the next case is theirs, as if this one had never been."""
    rotation = Rotation().after(before)
    last = dict(rotation.last)
    first = rotation.offer()
    assert first is not None
    rotation.last = last
    second = rotation.offer({first})
    assert second != first
    assert rotation.offer() == first


@given(
    last=st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 50)),
    load=st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 5)),
    capacities=st.lists(st.none() | st.integers(1, 5), max_size=len(PEOPLE)),
    excluded=st.dictionaries(st.sampled_from(PEOPLE), st.just("raised it")),
)
def test_nobody_is_chosen_who_must_not_be_and_somebody_is_if_anybody_can_be(
    last: dict[UserId, int],
    load: dict[UserId, int],
    capacities: list[int | None],
    excluded: dict[UserId, str],
) -> None:
    candidates = tuple(
        Candidate(member(u, capacity=capacity), load=load.get(u, 0), last_turn=last.get(u))
        for u, capacity in zip(PEOPLE, capacities, strict=False)
    )
    barred = tuple(Exclusion(reason, user) for user, reason in excluded.items())
    choice = choose(Requirements(), Pool(candidates, barred), NOON)
    free = {
        c.user
        for c in candidates
        if c.user not in excluded and (c.member.capacity is None or c.load < c.member.capacity)
    }
    if isinstance(choice, Choice):
        assert choice.user in free
        assert all(last.get(choice.user, -1) <= last[u] for u in free if u in last)
        assert {user for user, _ in choice.others} == {c.user for c in candidates} - {choice.user}
    else:
        assert not free
        assert [user for user, _ in choice.reasons] == [c.user for c in candidates]
