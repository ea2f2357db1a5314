"""Whether chance explains a difference, against values that are in the textbooks."""

from __future__ import annotations

from itertools import product
from math import comb

import pytest

from bot.reports.chance import Fourfold, interval


def by_counting(hits: int, count: int, other_hits: int, other_count: int) -> float:
    """Fisher's exact test in whole numbers: every table with the same margins, counted."""
    both = hits + other_hits
    ways = {
        n: comb(count, n) * comb(other_count, both - n)
        for n in range(max(0, both - other_count), min(both, count) + 1)
    }
    return sum(w for w in ways.values() if w <= ways[hits]) / sum(ways.values())


def test_it_is_what_counting_every_table_comes_to() -> None:
    for hits, misses, other_hits, other_misses in product(range(5), repeat=4):
        if hits + misses and other_hits + other_misses:
            table = (hits, hits + misses, other_hits, other_hits + other_misses)
            assert Fourfold(*table).p() == pytest.approx(by_counting(*table))


def test_fishers_own_example() -> None:
    """The lady tasting tea: three of four right."""
    assert Fourfold(3, 4, 1, 4).p() == pytest.approx(0.4857, abs=0.0001)


def test_large_numbers_are_no_harder() -> None:
    assert Fourfold(3000, 10_000, 100_000, 400_000).p() == pytest.approx(0, abs=1e-20)
    assert Fourfold(2500, 10_000, 100_000, 400_000).p() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(
    ("table", "is_chance"), [((6, 10, 5, 50), False), ((2, 10, 5, 50), True), ((0, 0, 5, 50), True)]
)
def test_a_difference_is_chance_until_it_is_unlikely(
    table: tuple[int, int, int, int], is_chance: bool
) -> None:
    assert Fourfold(*table).is_chance() is is_chance


def test_an_interval_holds_for_none_and_for_all() -> None:
    assert interval(0, 0) is None
    # Newcombe 1998, table I.
    for hits, count, low, high in (
        (0, 20, 0, 0.1611),
        (29, 29, 0.8830, 1),
        (81, 263, 0.2553, 0.3662),
    ):
        assert interval(hits, count) == pytest.approx((low, high), abs=0.0001)
