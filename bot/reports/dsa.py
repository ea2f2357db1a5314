"""The rows on internal complaints of the harmonised transparency report (Implementing Regulation
(EU) 2024/2835, Annex I, part 7), of one year.

Totals count by when a complaint was submitted, outcomes by when it was decided, medians over what
was notified in the year; counts are whole, medians are hours.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median

from bot.case.kinds import OMITTED, PARTIALLY_REVERSED, REVERSED, UPHELD
from bot.case.states import CloseReason

COLUMNS = (
    "Applicability",
    "Service",
    "Reporting period",
    "Section",
    "Indicator",
    "Scope",
    "Value",
    "Contextual Information",
)
_ALL, _PLATFORMS = "All", "Only for providers of online platforms"
_SECTION = "Internal complaints mechanism"
SUBMITTED = "Number of complaints submitted to the internal-complaints mechanism"
RESTRICTIONS = "Number of restrictions newly imposed as a result of an internal complaint"
BY_BASIS: Mapping[str, str] = {
    "visibility": "Complaint regarding a decision to remove or disable access to or restrict "
    "visibility of information",
    "service": "Complaint regarding a decision to suspend or terminate the provision of the "
    "service",
    "account": "Complaint regarding a decision to suspend or terminate an account",
    "monetary": "Complaint regarding a decision to restrict the ability to monetise information",
    "notice": "Complaint regarding a decision not to take action on a notice submitted in "
    "accordance with Article 16",
    "trusted_flagger": "Complaint regarding a decision not to take action on a notice submitted "
    "by a Trusted Flagger in accordance with Article 16",
}
TOTAL, MEDIAN = "Total number", "Median time"
OUTCOMES: Mapping[str, str] = {
    UPHELD.name: "Decisions upheld",
    PARTIALLY_REVERSED.name: "Decisions partially reversed",
    REVERSED.name: "Decisions reversed",
    OMITTED.name: "Decision omitted",
}
NO_COMPLAINT = (CloseReason.DUPLICATE.value, CloseReason.MISROUTED.value)
"""An appeal that was closed so: the same complaint is counted elsewhere, or it was none."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """An appeal with the decision of it that stands; '' and None for what isn't so, or isn't known.
    `is_known_since` is False where the day of its decision stands in for that of its submission."""

    basis: str
    submitted_at: datetime
    is_known_since: bool = True
    outcome: str = ""
    decided_at: datetime | None = None
    notified_at: datetime | None = None
    has_restriction: bool = False
    close_reason: str = ""
    is_imported: bool = False


@dataclass(frozen=True, slots=True)
class Year:
    """The year of a report, from its first instant up to its end where the service is."""

    number: int
    since: datetime
    until: datetime

    def has(self, at: datetime | None) -> bool:
        """Whether that was in the year."""
        return at is not None and self.since <= at < self.until


class _Group:
    """What is counted of all complaints, or of those of one basis."""

    def __init__(self) -> None:
        self.submitted = 0
        self.outcomes: Counter[str] = Counter()
        self.hours = array("d")


class Report:
    """Counts complaints one by one, and says what came of it."""

    def __init__(self, year: Year, service: str) -> None:
        self._year = year
        self._service = service
        self._all = _Group()
        self._by_basis = {basis: _Group() for basis in BY_BASIS}
        self._restrictions = 0
        self._left_out: Counter[str] = Counter()

    def add(self, complaint: Complaint) -> None:
        """Counts one where it belongs."""
        one, year, out = complaint, self._year, self._left_out
        if one.close_reason in NO_COMPLAINT:
            out[one.close_reason] += year.has(one.submitted_at)
            return
        of_basis = self._by_basis.get(one.basis)
        groups = [self._all] if of_basis is None else [self._all, of_basis]
        is_in = {at for at in (one.submitted_at, one.decided_at, one.notified_at) if year.has(at)}
        out["no basis"] += bool(is_in) and of_basis is None
        out["imported"] += bool(is_in) and one.is_imported
        if year.has(one.submitted_at):
            out["by decision"] += not one.is_known_since
            for group in groups:
                group.submitted += 1
        if year.has(one.decided_at):
            self._restrictions += one.has_restriction
            out["other outcome"] += one.outcome not in OUTCOMES
            out["not notified"] += one.notified_at is None
            for group in groups:
                group.outcomes[one.outcome] += 1
        if year.has(one.notified_at) and one.outcome != OMITTED.name:
            self._take_time(one, groups)

    def _take_time(self, one: Complaint, groups: Iterable[_Group]) -> None:
        """How long it was from the submission to the notification."""
        if not one.is_known_since:
            self._left_out["unknown"] += 1
            return
        assert one.notified_at is not None, "it was notified in the year"
        seconds = (one.notified_at - one.submitted_at).total_seconds()
        if seconds < 0:
            self._left_out["backwards"] += 1
            return
        for group in groups:
            group.hours.append(seconds / 3600)

    def rows(self) -> Iterator[Mapping[str, object]]:
        """The rows, in the template's order."""
        a = self._all
        yield self._row(SUBMITTED, TOTAL, a.submitted, self._of_total(), applies=_ALL)
        for outcome in (UPHELD, PARTIALLY_REVERSED, REVERSED):
            yield self._row(SUBMITTED, OUTCOMES[outcome.name], a.outcomes[outcome.name])
        yield self._row(SUBMITTED, MEDIAN, _median(a.hours), self._of_median())
        yield self._row(SUBMITTED, OUTCOMES[OMITTED.name], a.outcomes[OMITTED.name])
        yield self._row(RESTRICTIONS, TOTAL, self._restrictions)
        for basis, indicator in BY_BASIS.items():
            group = self._by_basis[basis]
            yield self._row(indicator, TOTAL, group.submitted)
            for outcome in (UPHELD, PARTIALLY_REVERSED, REVERSED):
                yield self._row(indicator, OUTCOMES[outcome.name], group.outcomes[outcome.name])
            yield self._row(indicator, MEDIAN, _median(group.hours))

    def _row(
        self,
        indicator: str,
        scope: str,
        value: int | Decimal | None,
        context: str = "",
        applies: str = _PLATFORMS,
    ) -> Mapping[str, object]:
        year = self._year.number
        period = f"{year}-01-01/{year}-12-31"
        said = (applies, self._service, period, _SECTION, indicator, scope, value, context)
        return dict(zip(COLUMNS, said, strict=True))

    def _of_total(self) -> str:
        out = self._left_out
        return _said(
            (out["imported"], "from an earlier system"),
            (out["no basis"], "without a basis, in no row by basis"),
            (out["by decision"], "by the day of the decision, that of the submission isn't known"),
            (out[CloseReason.DUPLICATE.value], "duplicates left out"),
            (out[CloseReason.MISROUTED.value], "misrouted left out"),
            (out["other outcome"], "decided as out of time or repeated, in no row by outcome"),
        )

    def _of_median(self) -> str:
        out = self._left_out
        return _said(
            (len(self._all.hours), "notified in the period"),
            (out["unknown"], "left out: not known when submitted"),
            (out["backwards"], "left out: notified before submitted"),
        )

    def notes(self, now: datetime) -> Iterator[str]:
        """What whoever files the report should know, a sentence each."""
        out = self._left_out
        if now < self._year.until:
            yield f"{self._year.number} isn't over: the figures will change."
        if not self._service:
            yield "The policy names no service ([service] name): that column is empty."
        for count, words in (
            (out["no basis"], "complaints have no basis: the rows by basis add up to less."),
            (out["not notified"], "decided complaints have not been notified yet."),
            (out["unknown"], "complaints are in no median: it isn't known when they came in."),
            (out["backwards"], "complaints were notified before they were submitted: mend that."),
        ):
            if count:
                yield f"{count:,} {words}"


def _median(hours: array[float]) -> Decimal | None:
    return Decimal(f"{median(hours):.2f}") if hours else None


def _said(*parts: tuple[int, str]) -> str:
    return "; ".join(f"{count} {words}" for count, words in parts if count)
