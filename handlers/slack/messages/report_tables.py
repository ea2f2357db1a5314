"""What of each report stands in its table in Slack: nine rows at most, no column that is empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, assert_never
from zoneinfo import ZoneInfo

from bot.case.decision import ROOT_CAUSES
from bot.case.identifiers import UserId
from bot.case.kinds import KINDS
from bot.figures.kpis import By, Figure
from bot.reports.arrivals import WEEKDAYS, ArrivalLine
from bot.reports.causes import CauseLine
from bot.reports.chance import Fourfold
from bot.reports.chosen import ReportName, Row
from bot.reports.fairness import FairnessLine, p_in_words
from bot.reports.feedback import FeedbackLine
from bot.reports.register import Line
from bot.reports.vendors import VendorLine
from handlers.slack.messages.kpis import LABELS, hours, is_nothing, share, value

ROWS = 9
"""Of data: with the head a table has ten."""
NONE = "–"
FIRST = (
    "sla_first_response",
    "sla_resolution",
    "sla_update",
    "time_to_claim",
    "time_to_decision",
    "time_to_notification",
    "backlog",
    "reversal_rate",
    "appeal_rate",
)
"""The figures that come before the others where not all have room."""
COLUMNS = 5
"""Beside the group, where figures are told apart."""


class About(Protocol):
    """What the cells need beside the rows."""

    @property
    def count(self) -> int: ...
    @property
    def timezone(self) -> str: ...
    @property
    def names(self) -> Mapping[UserId, str]: ...


@dataclass(frozen=True, slots=True)
class Cells:
    """A table in words: its head, its rows, of how many these are."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    of: int
    is_newest: bool = False
    is_named: bool = False
    """Whether a cell says something only beside the name of its column."""


def cells_of(name: ReportName, rows: Sequence[Row], by: By | None, about: About) -> Cells:
    """The table of a report."""
    match name:
        case ReportName.KPI:
            figures = [row for row in rows if isinstance(row, Figure)]
            return _groups(figures, by, about) if by is not None else _figures(figures)
        case ReportName.VENDORS:
            return _vendors([row for row in rows if isinstance(row, VendorLine)])
        case ReportName.ARRIVALS:
            return _arrivals([row for row in rows if isinstance(row, ArrivalLine)])
        case ReportName.FAIRNESS:
            return _fairness([row for row in rows if isinstance(row, FairnessLine)], about)
        case ReportName.CAUSES:
            return _causes([row for row in rows if isinstance(row, CauseLine)])
        case ReportName.DECISIONS:
            return _decisions(rows, about)
        case ReportName.FEEDBACK:
            return _feedback([row for row in rows if isinstance(row, FeedbackLine)], about)
        case _:
            assert_never(name)


def _figures(figures: Sequence[Figure]) -> Cells:
    there = [figure for figure in figures if not is_nothing(figure)]
    order = list(dict.fromkeys((*FIRST, *LABELS)))
    there.sort(key=lambda figure: order.index(figure.kpi))
    rows = tuple((LABELS[figure.kpi], value(figure)) for figure in there[:ROWS])
    return Cells(("Figure", "Value"), rows, len(there))


def _groups(figures: Sequence[Figure], by: By, about: About) -> Cells:
    """A row a group, those with most to count first."""
    counted: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        if not is_nothing(figure):
            counted.setdefault(figure.group, {})[figure.kpi] = figure
    groups = sorted(counted, key=lambda group: (-_weight(counted[group].values()), group))
    shown = groups[:ROWS]
    columns = [n for n in FIRST if any(n in counted[group] for group in shown)][:COLUMNS]
    rows = tuple(
        (
            _group(group, by, about),
            *(value(counted[group][n]) if n in counted[group] else NONE for n in columns),
        )
        for group in shown
    )
    return Cells(
        (by.value.capitalize(), *(LABELS[n] for n in columns)), rows, len(groups), is_named=True
    )


def _weight(figures: Iterable[Figure]) -> int:
    return sum(figure.denominator or figure.numerator or 0 for figure in figures)


def _group(group: str, by: By, about: About) -> str:
    if not group:
        return "none"
    if by in (By.PERSON, By.REQUESTER):
        return about.names.get(UserId(group), group)
    return KINDS[group].label if by is By.KIND and group in KINDS else group


def _vendors(lines: Sequence[VendorLine]) -> Cells:
    contested = {
        line.vendor: line.upheld + line.partially_reversed + line.reversed for line in lines
    }
    columns = {
        "Vendor": [line.vendor for line in lines],
        "Front-line": [_count(line.front_line) for line in lines],
        "Decided": [_count(line.decided) for line in lines],
        "Reversed": [
            share(line.partially_reversed + line.reversed, contested[line.vendor])
            if contested[line.vendor]
            else NONE
            for line in lines
        ],
        "To the decision": [
            hours(line.hours_to_decision) if line.hours_to_decision is not None else NONE
            for line in lines
        ],
        "Feedback open": [_count(line.feedback_open) for line in lines],
        "Overdue": [_count(line.feedback_overdue) for line in lines],
    }
    return _without_empty(columns, len(lines))


def _arrivals(lines: Sequence[ArrivalLine]) -> Cells:
    """A row a weekday: the hours are in the file."""
    rows = []
    for weekday in WEEKDAYS:
        of_day = [line for line in lines if line.weekday == weekday]
        cases = sum(line.cases for line in of_day)
        if not cases:
            continue
        days = max(line.days for line in of_day)
        busiest = max(of_day, key=lambda line: line.cases)
        a_day = f"{cases / days:.1f}".removesuffix(".0") if days else NONE
        most = f"{busiest.hour:02}:00 to {(busiest.hour + 1) % 24:02}:00 ({busiest.cases})"
        rows.append((weekday, str(cases), a_day, most))
    head = ("Day", "Raised", "Per day", "Busiest hour")
    return Cells(head, tuple(rows), len(rows), is_named=True)


def _fairness(lines: Sequence[FairnessLine], about: About) -> Cells:
    """What chance doesn't explain comes first."""
    ordered = sorted(lines, key=lambda line: (line.p is None, line.p or 0))
    rows = tuple(
        (
            line.measure.replace("_", " ").capitalize(),
            about.names.get(UserId(line.group), line.group.replace("_", " ")) or "none",
            share(line.numerator, line.denominator),
            _beside(line),
        )
        for line in ordered[:ROWS]
    )
    return Cells(("Of", "Who", "Share", "Compared with the others"), rows, len(ordered))


def _beside(line: FairnessLine) -> str:
    hits, count = line.other_numerator or 0, line.other_denominator or 0
    table = Fourfold(line.numerator, line.denominator, hits, count)
    p = table.p()
    if line.p is None or p is None:
        return f"an even share: {line.other_value:.0%}" if line.other_value is not None else NONE
    so = "may be chance" if table.is_chance() else "more than chance"
    return f"{share(hits, count)}; {so} ({p_in_words(p)})"


def _causes(lines: Sequence[CauseLine]) -> Cells:
    """The months with most reversals of a cause first."""
    there = sorted((line for line in lines if line.reversals), key=lambda line: -line.reversals)
    columns = {
        "Cause": [ROOT_CAUSES.get(line.root_cause, line.root_cause) for line in there],
        "Month": [_month(line.month) for line in there],
        "Reversed": [share(line.reversals, line.contested) for line in there],
        "Before its feedback was done": [_known(line.before) for line in there],
        "Since": [_known(line.after) for line in there],
    }
    return _without_empty(columns, len(there))


def _month(text: str) -> str:
    """Like Mar 2026."""
    return f"{date.fromisoformat(f'{text[:7]}-01'):%b %Y}"


def _known(number: int | None) -> str:
    return NONE if number is None else str(number)


def _decisions(rows: Sequence[Row], about: About) -> Cells:
    """The newest, each with its reference; of one that is kept from its reader no more than that
    and its kind."""
    told = []
    for row in rows:
        if isinstance(row, Line):
            outcome = row.outcome.replace("_", " ")
            by = row.decided_by_name or row.decided_by
            decided = _said(row.decided_at, about)
            told.append((row.reference, _kind(row.kind), outcome, decided, by))
        elif isinstance(row, Mapping):
            told.append((str(row["reference"]), _kind(str(row["kind"])), "restricted", NONE, NONE))
    return Cells(("Case", "Kind", "Outcome", "Decided", "By"), tuple(told), about.count, True)


def _kind(name: str) -> str:
    return KINDS[name].label if name in KINDS else name


def _feedback(lines: Sequence[FeedbackLine], about: About) -> Cells:
    rows = tuple(
        (line.item, line.target, line.state, _said(line.due_at, about), str(line.case_count))
        for line in lines
    )
    return Cells(("Item", "For", "State", "Due", "Cases"), rows, about.count, True)


def _said(at: datetime, about: About) -> str:
    return f"{at.astimezone(ZoneInfo(about.timezone)):%a %-d %b %H:%M}"


def _count(number: int) -> str:
    return f"{number:,}" if number else NONE


def _without_empty(columns: Mapping[str, Sequence[str]], count: int) -> Cells:
    """Without the columns in which there is nothing."""
    first, *others = columns
    kept = [first, *(name for name in others if any(cell != NONE for cell in columns[name]))]
    rows = tuple(zip(*(columns[name] for name in kept), strict=True))[:ROWS]
    return Cells(tuple(kept), rows, count, is_named=True)
