"""Which decisions get a second look, and when somebody has had their share of them."""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256
from math import ceil
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.case.identifiers import UserId
from bot.case.second_look import Asking, Draw, has_share_left, is_drawn

SHARES = st.sampled_from(["1", "0.5", "0.3", "0.25", "0.15", "0.05", "0.01", "0.999"]).map(Fraction)
SEEDS = st.text("0123456789abcdef", min_size=32, max_size=32)
PEOPLE = [UserId(f"U0{name}") for name in ("HERON", "CRANE", "EGRET", "STORK")]


@given(SHARES, SEEDS, st.integers(1, 150))
def test_the_share_holds_after_any_number_of_decisions(
    share: Fraction, seed: str, count: int
) -> None:
    drawn = sum(is_drawn(share, seed, place) for place in range(1, count + 1))

    assert share * count - 1 < drawn < share * count + 1


@given(SHARES, st.integers(1, 200))
def test_the_same_seed_draws_the_same_and_the_row_tells_it(share: Fraction, place: int) -> None:
    seed = sha256(str(place).encode()).hexdigest()[:32]
    draw = Draw("executive", "upheld", str(share), seed, place)

    assert (
        draw.is_drawn
        == is_drawn(share, seed, place)
        == Draw("legal", "reversed", str(share), seed, place).is_drawn
    ), "nothing but the share, the seed and the place counts"


def test_each_place_is_drawn_as_often_as_any_other() -> None:
    share, times = Fraction("0.25"), [0] * 8
    for number in range(1000):
        for place in range(8):
            times[place] += is_drawn(share, f"{number:032x}", place + 1)

    assert sum(times) == 2 * 1000
    # Six standard deviations of a binomial are 82.
    assert all(abs(n - 250) < 82 for n in times), times


@pytest.mark.parametrize("share", ["0", "0.0"])
def test_without_a_share_none_is_drawn(share: str) -> None:
    assert not any(is_drawn(Fraction(share), "a" * 32, place) for place in range(1, 100))


@given(st.integers(0), st.integers(1, 60))
def test_nobody_is_asked_for_more_than_their_share_whoever_could_be(seed: int, count: int) -> None:
    """Each time who comes first is asked, if they have share left: the greediest order."""
    random, asked = Random(seed), list[Asking]()
    for _ in range(count):
        could = frozenset(random.sample(PEOPLE, random.randint(1, len(PEOPLE))))
        found = [user for user in PEOPLE if user in could and has_share_left(user, asked, could)]
        if found:
            asked.append(Asking(found[0], could))

    for user in PEOPLE:
        share = sum(Fraction(1, len(one.could)) for one in asked if user in one.could)
        assert sum(one.user == user for one in asked) <= ceil(share)


def test_who_alone_can_judge_a_queues_cases_is_asked_for_all_of_them() -> None:
    heron, everybody = PEOPLE[0], frozenset(PEOPLE)
    alone = [Asking(heron, frozenset([heron]))] * 5

    assert has_share_left(heron, alone, frozenset([heron]))
    after_one_of_all = [*alone, Asking(heron, everybody)]
    assert not has_share_left(heron, after_one_of_all, everybody), "others could be asked for it"
    assert has_share_left(PEOPLE[1], after_one_of_all, everybody)
