"""What the database computes is what a slow computation over the same histories comes to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import Engine

from bot.figures.kpis import By, Figure, Scope
from storage.register import Register
from tests.reports.histories import NOW, START, made, made_before, put
from tests.reports.slow import AGREEMENTS, SHARES, TIMES, Told, figures, group

pytestmark = pytest.mark.both_databases


def scopes(chance: Random) -> Iterator[Scope]:
    """Everything, then parts by chance: periods that begin or end nowhere, or where nothing is."""
    yield Scope(NOW)
    for by in By:
        first = START + timedelta(days=chance.randrange(50))
        last = first + timedelta(days=chance.choice((1, 7, 30, 90)))
        since, until = chance.choice(((first, last), (first, None), (None, last)))
        queues = chance.choice((None, ("legal",), ("legal", "executive")))
        some = {By.LANGUAGE: "da", By.PRIORITY: "P1"}
        only = chance.choice(({}, {By.KIND: "appeal"}, {By.VENDOR: "Acme BPO"}, some))
        kinds = ("appeal", "frontline") if queues else None
        yield Scope(NOW, since, until, queues, by, only, kinds)


def told(figure: Figure) -> Told:
    median, p90, value = (
        float(number) if number is not None else None
        for number in (figure.median, figure.p90, figure.value)
    )
    return median, p90, value, figure.numerator, figure.denominator


@pytest.mark.parametrize("seed", [1, 2])
def test_both_ways_of_computing_agree(engine: Engine, seed: int) -> None:
    cases, before = made(seed), made_before(seed)
    put(engine, cases, before)
    with Register(engine).read() as books:
        for scope in scopes(Random(seed)):
            fast = {(f.kpi, f.group): told(f) for f in books.figures.of(scope)}
            slow = figures(cases, scope, before)

            assert {key: fast.get(key) for key in slow} == slow, scope
            nothing = {told for key, told in fast.items() if key not in slow}
            assert nothing <= {
                (None, None, None, None, 0),
                (None, None, None, 0, 0),
                (None, None, 0, 0, None),
            }


def test_the_histories_hold_something_of_everything() -> None:
    cases = made(1)
    whole = figures(cases, Scope(NOW))

    assert {kpi for kpi, _ in whole} == {*TIMES, *SHARES, *AGREEMENTS}
    assert all(len({group(case, by) for case in cases}) > 1 for by in By)
