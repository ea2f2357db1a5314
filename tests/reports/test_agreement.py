"""Agreement of second looks and Cohen's kappa, against examples worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from bot.due.timers import run_due
from bot.figures.kpis import By, Scope
from bot.reports.agreement import Agreement, Cell, agreement
from storage.register import Register
from storage.work import DatabaseStorage
from tests.support.factories import CRANE, HERON, NOON, Hand, after, open_one, policy, settle
from tests.support.second_looks import judges, look_of, with_second_looks

CELLS = st.lists(
    st.builds(Cell, st.sampled_from("abc"), st.sampled_from("abc"), st.integers(1, 30)), max_size=9
)


def test_the_example_of_fifty_grants() -> None:
    """Both yes 20, both no 15, one against the other 5 and 10: 0.7 agreed, 0.5 by chance."""
    found = agreement(
        [Cell("y", "y", 20), Cell("y", "n", 5), Cell("n", "y", 10), Cell("n", "n", 15)]
    )

    assert (found.count, found.agreed, found.by_chance) == (50, 35, Fraction(1, 2))
    assert found.kappa == Fraction(2, 5)
    assert found.interval == pytest.approx((0.5625, 0.8090), abs=5e-5)
    assert found.kappa_interval == pytest.approx((0.1250, 0.6179), abs=5e-5)


def test_of_three_ends_each_counts_by_what_both_come_to() -> None:
    """Rows 6, 3, 1 of ten; columns 5, 4, 1: by chance 30 + 12 + 1 of a hundred."""
    cells = [Cell("a", "a", 5), Cell("a", "b", 1), Cell("b", "b", 3), Cell("c", "c", 1)]

    assert agreement(cells).by_chance == Fraction(43, 100)
    assert agreement(cells).kappa == Fraction(47, 57)


def test_of_nothing_there_is_nothing_and_of_one_end_alone_no_kappa() -> None:
    same = agreement([Cell("upheld", "upheld", 9)])

    assert (Agreement().kappa, Agreement().interval, Agreement().kappa_interval) == (None,) * 3
    assert (same.kappa, same.kappa_interval) == (None, None)
    assert same.interval == pytest.approx((0.7009, 1.0), abs=5e-5), "nine are few"


@given(CELLS)
def test_kappa_lies_in_its_interval_and_is_the_same_whoever_was_first(cells: list[Cell]) -> None:
    found, turned = agreement(cells), agreement([Cell(c.second, c.first, c.count) for c in cells])

    assert turned == found
    if found.kappa is not None and found.kappa_interval is not None:
        low, high = found.kappa_interval
        assert -1 <= low <= float(found.kappa) + 1e-9
        assert float(found.kappa) - 1e-9 <= high <= 1


@pytest.mark.both_databases
def test_what_people_said_is_told_by_ground_language_and_vendor_and_never_by_person(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, with_second_looks(policy([HERON, CRANE])))
    said = [("upheld", "law"), ("upheld", "genuine_experience"), ("reversed", "law")]
    for number, (outcome, ground) in enumerate(said):
        case, at = open_one(storage, now=after(hours=number)), after(hours=number)
        Hand(storage, HERON).claim(case, at)
        Hand(storage, HERON).decide(case, at, ground="law")
        run_due(storage, at)
        judges(Hand(storage, CRANE), look_of(storage, case), at, outcome, ground)
    with Register(engine).read() as books:

        def told(kpi: str, by: By | None = None) -> dict[str, str]:
            scope = Scope(after(days=1), NOON, by=by)
            figures = books.figures.of(scope, [kpi])
            return {f.group: f"{f.value} of {f.denominator}" for f in figures}

        assert told("agreement") == {"all": "0.3333 of 3"}
        assert told("agreement_low") == {"all": "0.0615 of 3"}
        # By chance the two would agree on the law and upheld once in three.
        assert told("agreement_kappa") == {"all": "0.0000 of 3"}
        assert told("agreement", By.GROUND) == {"law": "0.3333 of 3"}
        assert told("agreement", By.LANGUAGE) == {"": "0.3333 of 3"}
        assert told("agreement", By.VENDOR) == {"": "0.3333 of 3"}
        assert told("agreement", By.PERSON) == {}
