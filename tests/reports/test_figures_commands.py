"""The commands that write figures: columns that are promised, and what can't be in a sentence."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from bot.app.cli import app
from bot.figures.kpis import KPIS
from storage.work import DatabaseStorage
from tests.support.factories import NOON, open_one, settle

Reports = Callable[..., Result]


@pytest.fixture
def report(storage: DatabaseStorage, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Reports:
    monkeypatch.setenv("DATABASE_URL", database_url)
    settle(storage)
    open_one(storage)
    return lambda *words: CliRunner().invoke(app, ["report", *words])


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


def test_what_figures_are_not_told_apart_by_is_said_in_a_sentence(report: Reports) -> None:
    done = report("kpi", "--by", "colour")

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(
        "Figures can't be told apart by 'colour'. By what they can: queue,"
    )
