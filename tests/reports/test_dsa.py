"""The transparency report's rows on internal complaints: what counts where, in the template's names."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from bot.app.cli import app
from bot.case.appeal import Appeal, Original
from bot.case.decision import Communication, Decision
from bot.case.escalation import Escalation
from bot.case.identifiers import ChannelId, EscalationId
from bot.case.imported import Imported
from bot.case.priority import Priority
from bot.case.states import CloseReason, State
from bot.reports.dsa import BY_BASIS, COLUMNS, RESTRICTIONS, SUBMITTED, Complaint, Report, Year
from storage.work import DatabaseStorage
from tests.support.factories import CRANE, HERON, WREN, policy, settle

YEAR = Year(2026, datetime(2025, 12, 31, 23, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC))
MAY = datetime(2026, 5, 1, 12, tzinfo=UTC)
VISIBILITY = BY_BASIS["visibility"]


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def values(*complaints: Complaint) -> dict[tuple[str, str], str]:
    report = Report(YEAR, "Reviews")
    for complaint in complaints:
        report.add(complaint)
    return {
        (str(row["Indicator"]), str(row["Scope"])): str(
            row["Value"] if row["Value"] is not None else ""
        )
        for row in report.rows()
    }


def one(**more: object) -> Complaint:
    """A complaint about visibility, upheld after ten hours and told after twelve."""
    usual = Complaint(
        "visibility", MAY, outcome="upheld", decided_at=MAY + hours(10), notified_at=MAY + hours(12)
    )
    return replace(usual, **more)  # type: ignore[arg-type] # fields of Complaint


def test_the_rows_are_those_of_the_template_in_its_order() -> None:
    rows = list(Report(YEAR, "Reviews").rows())

    assert len(rows) == 37
    assert all(tuple(row) == COLUMNS for row in rows)
    first = [(row["Indicator"], row["Scope"]) for row in rows[:7]]
    assert first == [
        (SUBMITTED, "Total number"),
        (SUBMITTED, "Decisions upheld"),
        (SUBMITTED, "Decisions partially reversed"),
        (SUBMITTED, "Decisions reversed"),
        (SUBMITTED, "Median time"),
        (SUBMITTED, "Decision omitted"),
        (RESTRICTIONS, "Total number"),
    ]
    for begin, indicator in zip(range(7, 37, 5), BY_BASIS.values(), strict=True):
        assert {row["Indicator"] for row in rows[begin : begin + 5]} == {indicator}
        assert [row["Scope"] for row in rows[begin : begin + 5]] == [
            row["Scope"] for row in rows[:5]
        ]
    assert [row["Applicability"] for row in rows[:2]] == [
        "All",
        "Only for providers of online platforms",
    ]
    assert {row["Section"] for row in rows} == {"Internal complaints mechanism"}
    assert {row["Reporting period"] for row in rows} == {"2026-01-01/2026-12-31"}
    assert {row["Service"] for row in rows} == {"Reviews"}


def test_totals_are_by_submission_outcomes_by_decision_and_medians_by_notification() -> None:
    before, after = YEAR.since - hours(1), YEAR.until
    found = values(
        one(submitted_at=before, decided_at=before, notified_at=YEAR.since),
        one(submitted_at=before, decided_at=YEAR.since, notified_at=None),
        one(submitted_at=YEAR.since, decided_at=after, notified_at=after),
    )

    assert found[SUBMITTED, "Total number"] == found[VISIBILITY, "Total number"] == "1"
    assert found[SUBMITTED, "Decisions upheld"] == found[VISIBILITY, "Decisions upheld"] == "1"
    assert found[SUBMITTED, "Median time"] == found[VISIBILITY, "Median time"] == "1.00"


def test_medians_are_hours_with_two_decimals_and_empty_where_there_is_nothing() -> None:
    found = values(
        one(),
        one(notified_at=MAY + timedelta(minutes=20), decided_at=MAY),
        one(notified_at=MAY + hours(90), outcome="omitted"),
        one(notified_at=MAY - hours(1), decided_at=MAY),
        one(notified_at=MAY + hours(50), is_known_since=False),
    )

    assert found[SUBMITTED, "Median time"] == "6.17"
    assert found[BY_BASIS["account"], "Median time"] == ""


def test_an_omitted_decision_and_a_new_restriction_are_counted() -> None:
    found = values(one(outcome="omitted"), one(has_restriction=True), one(outcome="out_of_time"))

    assert found[SUBMITTED, "Total number"] == "3"
    assert found[SUBMITTED, "Decision omitted"] == "1"
    assert found[SUBMITTED, "Decisions upheld"] == "1"
    assert found[RESTRICTIONS, "Total number"] == "1"


def test_what_was_left_out_and_why_is_said() -> None:
    report = Report(YEAR, "")
    for complaint in (
        one(basis=""),
        one(close_reason="duplicate"),
        one(close_reason="misrouted"),
        one(is_known_since=False, is_imported=True),
        one(notified_at=None, outcome="repeated"),
    ):
        report.add(complaint)
    total, *_, median = list(report.rows())[:5]

    assert total["Value"] == 3
    assert total["Contextual Information"] == (
        "1 from an earlier system; 1 without a basis, in no row by basis; 1 by the day of the "
        "decision, that of the submission isn't known; 1 duplicates left out; 1 misrouted left out; "
        "1 decided as out of time or repeated, in no row by outcome"
    )
    assert median["Contextual Information"] == (
        "1 notified in the period; 1 left out: not known when submitted"
    )
    assert list(report.notes(YEAR.until - hours(1))) == [
        "2026 isn't over: the figures will change.",
        "The policy names no service ([service] name): that column is empty.",
        "1 complaints have no basis: the rows by basis add up to less.",
        "1 decided complaints have not been notified yet.",
        "1 complaints are in no median: it isn't known when they came in.",
    ]


_AT = st.datetimes(datetime(2025, 12, 30), datetime(2027, 1, 2), timezones=st.just(UTC))
_COMPLAINTS = st.lists(
    st.builds(
        one,
        basis=st.sampled_from([*BY_BASIS, ""]),
        submitted_at=_AT,
        decided_at=_AT,
        notified_at=st.none() | _AT,
        outcome=st.sampled_from(["upheld", "reversed", "partially_reversed", "omitted"]),
    ),
    max_size=12,
)


@given(_COMPLAINTS)
def test_the_rows_by_basis_add_up_to_what_has_a_basis(complaints: list[Complaint]) -> None:
    with_basis = values(*(c for c in complaints if c.basis))
    for scope in ("Total number", "Decisions upheld", "Decisions reversed"):
        by_basis = sum(int(with_basis[indicator, scope]) for indicator in BY_BASIS.values())
        assert by_basis == int(with_basis[SUBMITTED, scope])


@given(_COMPLAINTS)
def test_each_decided_complaint_is_in_one_year_s_outcomes(complaints: list[Complaint]) -> None:
    bounds = [datetime(year, 1, 1, tzinfo=UTC) for year in range(2025, 2029)]
    counted = 0
    for since, until in pairwise(bounds):
        report = Report(Year(since.year, since, until), "")
        for complaint in complaints:
            report.add(complaint)
        rows = list(report.rows())[:6]
        counted += sum(int(str(row["Value"])) for row in (*rows[1:4], rows[5]))

    assert counted == len(complaints)


# --- from the books


def appeal(storage: DatabaseStorage, number: int, *, queue: str = "executive") -> EscalationId:
    of = EscalationId(number)
    case = Escalation(
        of, queue, ChannelId("C0EXEC"), "appeal", Priority.P3, "T", "S", WREN, MAY + hours(1), 1
    )
    contested = Original("staff", MAY - hours(99), link=f"https://birds.example/{number}")
    with storage.begin() as work:
        work.escalations.add(case)
        work.appeals.add(Appeal(of, contested, "notifier", "visibility", MAY))
    return of


def decided(
    storage: DatabaseStorage, of: EscalationId, at: float, told: float | None = None, **more: object
) -> int:
    draft = Decision(
        0, of, "upheld", "law", "It is law", "Because", "Dear you", "email", "", "", HERON,
        MAY + hours(at), 1,
    )  # fmt: skip
    with storage.begin() as work:
        decision = work.decisions.add(replace(draft, **more))  # type: ignore[arg-type] # fields
        if told is not None:
            work.decisions.communicate(
                Communication(decision.id, of, CRANE, MAY + hours(told), "email")
            )
    return decision.id


@pytest.fixture
def books(
    storage: DatabaseStorage, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> DatabaseStorage:
    """An appeal that was corrected, a withdrawn one, a duplicate, two that were imported, advice."""
    monkeypatch.setenv("DATABASE_URL", engine.url.render_as_string(hide_password=False))
    settle(storage, replace(policy(), service_name="Reviews"))
    corrected = appeal(storage, 1)
    first = decided(storage, corrected, 10, told=11)
    decided(
        storage, corrected, 20, told=24, outcome="reversed", supersedes=first, restriction="account"
    )
    for number, why in ((2, CloseReason.WITHDRAWN), (3, CloseReason.DUPLICATE)):
        of = appeal(storage, number)
        with storage.begin() as work:
            case = work.escalations.get(of)
            assert case is not None
            closed_at = MAY + hours(30)
            work.escalations.save(
                replace(case, state=State.CLOSED, close_reason=why, closed_at=closed_at)
            )
    old = Imported(
        "KZ-1", "appeal", MAY + hours(3), "partially_reversed", basis="account", submitted_at=MAY,
        notified_at=MAY + hours(5),
    )  # fmt: skip
    unknown = Imported("KZ-2", "appeal", MAY, "upheld", notified_at=MAY + hours(50))
    with storage.begin() as work:
        work.imported.add([old, unknown, Imported("KZ-3", "advice", MAY, "answered")], MAY)
    return storage


def reports(*words: str) -> Result:
    return CliRunner().invoke(app, ["report", "dsa", *words])


@pytest.mark.both_databases
@pytest.mark.usefixtures("books")
def test_the_books_are_counted_once_by_the_decision_that_stands() -> None:
    done = reports("--year", "2026")

    assert done.exit_code == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout_bytes.decode("utf-8-sig"))))
    by_row = {(row["Indicator"], row["Scope"]): row["Value"] for row in rows}
    assert [row["Value"] for row in rows[:7]] == ["4", "1", "1", "1", "14.50", "0", "1"]
    assert by_row[VISIBILITY, "Total number"] == "2"
    assert by_row[VISIBILITY, "Decisions reversed"] == "1"
    assert by_row[VISIBILITY, "Median time"] == "24.00"
    assert by_row[BY_BASIS["account"], "Median time"] == "5.00"
    assert {row["Service"] for row in rows} == {"Reviews"}


@pytest.mark.usefixtures("books")
def test_a_queue_that_takes_no_appeals_has_no_imported_ones() -> None:
    rows = json.loads(reports("--year", "2026", "--queue", "executive", "--format", "json").stdout)

    assert [row["Value"] for row in rows[:5]] == [2, 0, 0, 1, 24.0]


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("year", ["26", "next", "٢٠٢٦", "0001"])
def test_a_year_that_is_none_is_told(year: str) -> None:
    done = reports("--year", year)

    assert (done.exit_code, done.stdout) == (1, "")
    assert "--year is" in done.stderr
