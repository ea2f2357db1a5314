"""The key figures, computed in the database: one statement a figure, whatever asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from bot.figures.kpis import (
    ALL,
    KPIS,
    By,
    Computed,
    Figure,
    Kpi,
    Measure,
    Scope,
    Share,
    Spread,
    Unit,
    figure,
    none_of,
)
from bot.reports.agreement import Agreement, Cell, agreement
from storage.figure_facts import FACTS, judged
from storage.figure_scope import Facts
from storage.imported_facts import unknown


class Figures:
    """The figures of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, scope: Scope, kpis: Iterable[str] = tuple(KPIS)) -> Sequence[Figure]:
        """A figure for each of these, in their order, and for each group that any of them has, by
        name. Over everything there is one group also where nothing happened."""
        measured = {name: self._measured(KPIS[name], scope) for name in kpis}
        groups = sorted({group for of_kpi in measured.values() for group in of_kpi})
        if scope.by is None:
            groups = [ALL]
        return [
            figure(KPIS[name], group, of_kpi.get(group, none_of(KPIS[name])))
            for name, of_kpi in measured.items()
            for group in groups
        ]

    def unknown(self, scope: Scope) -> int:
        """How many imported appeals are left out of the medians of a scope, since nobody knows when
        they came in."""
        facts = unknown(scope).subquery("facts")
        return self._connection.execute(select(func.count()).select_from(facts)).scalar_one()

    def _measured(self, kpi: Kpi, scope: Scope) -> dict[str, Measure]:
        if kpi.name in _OF_AGREEMENT:
            return self._agreed(_OF_AGREEMENT[kpi.name], scope)
        facts = FACTS.get(kpi.name)
        if facts is None:
            return {}
        if kpi.unit is Unit.HOURS:
            rows = self._connection.execute(_spread(facts(scope)))
            return {row.grp: Spread(row.n, row.low, row.high, row.p90) for row in rows}
        rows = self._connection.execute(_shares(facts(scope)))
        found: dict[str, Measure] = {
            row.grp: Share(int(row.numerator), int(row.denominator)) for row in rows
        }
        if kpi.name == "escalation_rate" and scope.by is By.VENDOR:
            return _of_all(found, scope.only.get(By.VENDOR))
        return found

    def _agreed(
        self, what: Callable[[Agreement], Fraction | float | None], scope: Scope
    ) -> dict[str, Measure]:
        """Of people nothing is told: second looks are no ranking of them."""
        if By.PERSON in (scope.by, *scope.only):
            return {}
        f = judged(scope).subquery("facts")
        query = select(f.c.grp, f.c.first, f.c.second, func.count().label("n"))
        cells: dict[str, list[Cell]] = {}
        for row in self._connection.execute(query.group_by(f.c.grp, f.c.first, f.c.second)):
            cells.setdefault(row.grp, []).append(Cell(row.first, row.second, row.n))
        found = {group: agreement(of_group) for group, of_group in cells.items()}
        return {g: Computed(what(one), one.agreed, one.count) for g, one in found.items()}


def _share(one: Agreement) -> Fraction:
    return Fraction(one.agreed, one.count)


def _end(between: tuple[float, float] | None, which: int) -> float | None:
    return between[which] if between is not None else None


_OF_AGREEMENT: Mapping[str, Callable[[Agreement], Fraction | float | None]] = {
    "agreement": _share,
    "agreement_low": lambda one: _end(one.interval, 0),
    "agreement_high": lambda one: _end(one.interval, 1),
    "agreement_kappa": lambda one: one.kappa,
    "agreement_kappa_low": lambda one: _end(one.kappa_interval, 0),
    "agreement_kappa_high": lambda one: _end(one.kappa_interval, 1),
}
"""What of two verdicts each figure is; a group that has none isn't asked."""


def _of_all(found: dict[str, Measure], only: str | None) -> dict[str, Measure]:
    """A vendor's share is of the front-line cases of all; of these `only` one may be asked for."""
    shares = {group: share for group, share in found.items() if isinstance(share, Share)}
    every = sum(share.denominator for share in shares.values())
    told = {group: share for group, share in shares.items() if group and only in (None, group)}
    return {group: Share(share.numerator, every) for group, share in told.items()}


def _spread(facts: Facts) -> Select[Any]:
    """The middle values and the 90th percentile of each group, by rank."""
    f = facts.subquery("facts")
    ranked = select(
        f.c.grp,
        f.c.x,
        func.row_number().over(partition_by=f.c.grp, order_by=f.c.x).label("rank"),
        func.count().over(partition_by=f.c.grp).label("n"),
    ).subquery("ranked")
    rank, n = ranked.c.rank, ranked.c.n
    ranks = {"low": (n + 1) // 2, "high": (n + 2) // 2, "p90": (n * 9 + 9) // 10}
    return select(
        ranked.c.grp,
        func.max(n).label("n"),
        *(
            func.max(case((rank == wanted, ranked.c.x))).label(name)
            for name, wanted in ranks.items()
        ),
    ).group_by(ranked.c.grp)


def _shares(facts: Facts) -> Select[Any]:
    f = facts.subquery("facts")
    return select(
        f.c.grp,
        func.sum(f.c.hit).label("numerator"),
        func.sum(f.c.base).label("denominator"),
    ).group_by(f.c.grp)
