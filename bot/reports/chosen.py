"""A report as somebody chose it: which, of what, and what of it may be filtered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from bot.case.confidentiality import Confidentiality
from bot.case.kinds import KINDS
from bot.figures import kpis
from bot.figures.kpis import By, Scope
from bot.reports import arrivals, fairness, feedback, register, vendors
from bot.reports.asked import Asked
from bot.reports.books import Books
from bot.reports.register import Line

Row = object
"""It has its columns as attributes, or as the keys of a mapping."""


class ReportName(StrEnum):
    """The reports that come in Slack, by the names `escalations report` has for them."""

    KPI = "kpi"
    VENDORS = "vendors"
    ARRIVALS = "arrivals"
    FAIRNESS = "fairness"
    DECISIONS = "decisions"
    FEEDBACK = "feedback"

    @property
    def words(self) -> str:
        """The report as people call it."""
        return _WORDS[self]

    @property
    def filters(self) -> frozenset[By]:
        """What it can be narrowed by, beside its queue."""
        return _FILTERS.get(self, frozenset())

    @property
    def is_told_apart(self) -> bool:
        """Whether its figures can be told apart by something."""
        return self is ReportName.KPI

    @property
    def columns(self) -> Sequence[str]:
        """Those of its file."""
        return _COLUMNS[self]


_WORDS = {
    ReportName.KPI: "Key figures",
    ReportName.VENDORS: "Vendors",
    ReportName.ARRIVALS: "When cases come in",
    ReportName.FAIRNESS: "Fairness",
    ReportName.DECISIONS: "Decisions",
    ReportName.FEEDBACK: "Feedback items",
}
_FILTERS = {
    ReportName.KPI: frozenset({By.KIND, By.PRIORITY}),
    ReportName.ARRIVALS: frozenset({By.KIND, By.PRIORITY}),
}
_COLUMNS: Mapping[ReportName, Sequence[str]] = {
    ReportName.KPI: kpis.COLUMNS,
    ReportName.VENDORS: vendors.COLUMNS,
    ReportName.ARRIVALS: arrivals.COLUMNS,
    ReportName.FAIRNESS: fairness.COLUMNS,
    ReportName.DECISIONS: register.COLUMNS,
    ReportName.FEEDBACK: feedback.COLUMNS,
}


@dataclass(frozen=True, slots=True)
class Kept:
    """References of cases whose reader may not see them: those that are named all the same, with
    their kind and age, and those that are only counted."""

    named: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    """The classes they aren't cleared for: what was imported is no case, and goes by its kind's."""

    def hides(self, line: Line) -> bool:
        """Whether nothing of a decision is told."""
        return line.reference in self.counted or self._class(line) in (
            Confidentiality.LEGAL_PRIVILEGED,
            Confidentiality.EMBARGOED,
        )

    def narrows(self, line: Line) -> bool:
        """Whether no more than the reference, the kind and the age are told."""
        return line.reference in self.named or self._class(line) is Confidentiality.RESTRICTED

    def _class(self, line: Line) -> Confidentiality | None:
        """That of an imported decision, if it keeps it from the reader."""
        kind = KINDS.get(line.kind) if line.decision is None else None
        found = kind.confidentiality if kind is not None else None
        return found if found in self.classes else None


def rows_of(
    books: Books, name: ReportName, asked: Asked, scope: Scope, kept: Kept
) -> Iterable[Row]:
    """The rows of a report, as its file has them. Decisions come as they are read."""
    match name:
        case ReportName.KPI:
            return books.key_figures(scope)
        case ReportName.VENDORS:
            return books.vendors(scope)
        case ReportName.ARRIVALS:
            found = books.arrivals(scope)
            return found if any(line.cases for line in found) else ()
        case ReportName.FAIRNESS:
            return [line for line in books.fairness(scope) if line.denominator]
        case ReportName.DECISIONS:
            return _as_seen(books.lines(asked), kept)
        case ReportName.FEEDBACK:
            return books.feedback(asked)
        case _:
            assert_never(name)


_OF_A_KEPT_CASE = ("reference", "kind", "opened_at")


def _as_seen(lines: Iterable[Line], kept: Kept) -> Iterator[Row]:
    """A restricted case gives its reference, kind and age; a privileged or embargoed one nothing
    (rules: Digests)."""
    for line in lines:
        if kept.hides(line):
            continue
        if kept.narrows(line):
            told = dict.fromkeys(register.COLUMNS)
            yield told | {column: getattr(line, column) for column in _OF_A_KEPT_CASE}
        else:
            yield line
