"""The commands that write figures: columns that are promised, and what can't be in a sentence."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from typer.testing import CliRunner, Result

from bot.app.cli import app
from bot.case.imported import Imported
from bot.figures.kpis import KPIS
from storage.work import DatabaseStorage
from tests.support.factories import CRANE, HERON, NOON, member, open_one, policy, settle
from tests.support.feedback import with_targets

Reports = Callable[..., Result]


@pytest.fixture
def report(storage: DatabaseStorage, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Reports:
    monkeypatch.setenv("DATABASE_URL", database_url)
    settle(storage)
    open_one(storage)
    return lambda *words: CliRunner().invoke(app, ["report", *words])


@pytest.fixture
def narrowed(storage: DatabaseStorage, report: Reports) -> Reports:
    """Acme BPO has a specialist on the rotation, Tide an agent's question, Sand an imported
    decision by Ada, who is nobody in Slack; a letter came in Swedish, in which nobody works any
    more. Feedback may go to Acme BPO and to a team of one's own."""
    settle(storage, policy([replace(member(CRANE), skills=("language:sv",))]))
    open_one(storage, language="sv")
    of_acme = replace(member(CRANE), vendor="Acme BPO", skills=("language:da",))
    settle(storage, with_targets(policy([of_acme, HERON])))
    ticket = {"ticket": "https://desk/1", "tried": "All", "exact_question": "Why?"}
    open_one(storage, kind="frontline", answers={**ticket, "vendor": "Tide"})
    old = Imported(
        "K-1", "other", NOON, "answered", decided_by="Ada", decided_by_type="vendor", vendor="Sand"
    )
    with storage.begin() as work:
        work.imported.add([old], NOON)
    return report


def test_a_row_is_a_figure_of_a_group(report: Reports) -> None:
    done = report("kpi", "--from", f"{NOON:%F}", "--to", f"{NOON:%F}", "--by", "priority")

    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff"))))
    assert list(rows[0]) == [
        "kpi", "group", "median", "p90", "value", "numerator", "denominator", "unit", "definition",
    ]  # fmt: skip
    assert [row["kpi"] for row in rows] == list(KPIS)
    of_response = next(row for row in rows if row["kpi"] == "sla_first_response")
    assert [of_response[c] for c in ("group", "value", "numerator", "denominator", "unit")] == [
        "P1", "0.0000", "0", "1", "fraction",
    ]  # fmt: skip
    assert all(row["definition"].endswith(".") for row in rows)


def test_the_hours_of_a_week_are_in_the_workspaces_zone(report: Reports) -> None:
    rows = json.loads(report("arrivals", "--format", "json").stdout)

    raised = [(row["weekday"], row["hour"], row["cases"]) for row in rows if row["cases"]]
    assert raised == [("Tuesday", 13, 1)]


@pytest.mark.parametrize("name", ["vendors", "fairness", "causes", "arrivals", "kpi"])
def test_a_queue_that_never_was_is_said_in_a_sentence(report: Reports, name: str) -> None:
    done = report(name, "--queue", "nowhere")

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "There is no queue 'nowhere'. Queues: executive.\n"


@pytest.mark.parametrize("name", ["kpi", "arrivals"])
@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--kind", "There is no kind 'appeals'. There are: executive, appeal, "),
        ("--priority", "There is no priority 'appeals'. There are: P1, P2, P3."),
    ],
)
def test_a_kind_or_priority_that_there_is_not_is_said_rather_than_counted_as_nothing(
    report: Reports, name: str, option: str, said: str
) -> None:
    done = report(name, option, "appeals")

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(said)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("option", "there"),
    [
        ("--vendor", "Acme BPO, Sand, Tide, tech"),
        ("--person", "Ada, U0CRANE, U0EGRET, U0FINCH, U0HERON, U0STORK, U0WREN"),
        ("--language", "da, sv"),
        ("--requester", "U0CRANE, U0EGRET, U0FINCH, U0HERON, U0STORK, U0WREN"),
    ],
)
@pytest.mark.parametrize("named", ["Nobody", "", " "])
def test_who_or_what_there_is_not_is_said_with_those_there_are(
    narrowed: Reports, option: str, there: str, named: str
) -> None:
    done = narrowed("kpi", option, named)

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"There is no {option[2:]} {named!r}. There are: {there}.\n"


@pytest.mark.parametrize("named", ["Acme", "", " "])
def test_a_vendor_that_there_is_not_has_no_empty_table(narrowed: Reports, named: str) -> None:
    done = narrowed("vendors", "--vendor", named)

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"There is no vendor {named!r}. There are: Acme BPO, Sand, Tide, tech.\n"


@pytest.mark.parametrize("name", ["kpi", "arrivals"])
@pytest.mark.parametrize("option", ["--kind", "--priority"])
def test_an_empty_kind_or_priority_is_none(report: Reports, name: str, option: str) -> None:
    done = report(name, option, "")

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"There is no {option[2:]} ''. There are: ")


def test_what_has_none_is_told_apart_without_a_name(narrowed: Reports) -> None:
    rows = json.loads(narrowed("kpi", "--by", "vendor", "--format", "json").stdout)

    assert {row["group"] for row in rows if row["kpi"] == "backlog"} >= {"", "Tide"}


@pytest.mark.parametrize(
    "name", ["kpi", "vendors", "arrivals", "fairness", "causes", "decisions", "feedback"]
)
def test_an_empty_queue_is_none(report: Reports, name: str) -> None:
    done = report(name, "--queue", "")

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "There is no queue ''. Queues: executive.\n"


def test_figures_are_not_told_apart_by_something_empty(report: Reports) -> None:
    done = report("kpi", "--by", "")

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Figures can't be told apart by ''. By what they can: queue,")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("option", "known"),
    [
        ("--vendor", "Acme BPO"),  # of a member of the rotation, without any case
        ("--vendor", "Tide"),  # of a case alone
        ("--vendor", "Sand"),  # of an imported decision alone
        ("--vendor", "tech"),  # whose feedback items are told by vendor
        ("--person", "U0HERON"),  # on the rotation, without any case
        ("--person", "Ada"),
        ("--language", "da"),  # in which nothing came yet
        ("--language", "sv"),
        ("--requester", "U0WREN"),
    ],
)
def test_who_or_what_there_is_has_figures_of_nothing(
    narrowed: Reports, option: str, known: str
) -> None:
    done = narrowed("kpi", option, known)

    assert (done.exit_code, done.stderr) == (0, "")


def test_what_figures_are_not_narrowed_by_is_said_in_a_sentence(report: Reports) -> None:
    done = report("kpi", "--by", "colour")

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(
        "Figures can't be told apart by 'colour'. By what they can: queue,"
    )
