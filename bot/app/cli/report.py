"""`escalations report …`: registers and figures, as files."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.app.cli.failures import in_words
from bot.app.cli.progress import with_bar
from bot.app.cli.reporting import Format, From, Out, Queues, To, reporting, reporting_days

app = typer.Typer(help="Registers and figures, as files.", no_args_is_help=True)


@app.command("decisions")
def report_decisions(
    from_: From = None,
    to: To = None,
    format_: Format = "csv",
    queue: Queues = None,
    out: Out = None,
) -> None:
    """The decision register. Days are those of the workspace's time zone."""
    from bot.reports.register import COLUMNS

    with reporting(from_, to, format_, queue, out) as report:
        report.write(
            report.books.lines(report.asked), COLUMNS, lambda: report.books.count(report.asked)
        )


@app.command("statements")
def report_statements(
    from_: From = None,
    to: To = None,
    batches: Annotated[
        bool,
        typer.Option("--batches", help="A hundred a line, each line a request to the database."),
    ] = False,
    queue: Queues = None,
    out: Out = None,
) -> None:
    """Statements of reasons for the DSA Transparency Database: a JSON array, one for each decision
    that imposed a restriction. Those that have none are told on standard error, and why."""
    from bot.policy.grounds import stated_by
    from bot.reports.statements import LeftOut, as_array, as_requests, made_of, statements

    with reporting(from_, to, "json", queue, out) as report:
        books, left_out = report.books, list[LeftOut]()
        told = stated_by(books.policy.get("statements", {}))
        found = statements(books.restrictions(report.asked), books.timezone, told)
        made = made_of(found, left_out)
        report.write_text(as_requests(made) if batches else as_array(made))
        for one in left_out:
            report.note(f"Left out: {one}.")


@app.command("feedback")
def report_feedback(
    from_: From = None,
    to: To = None,
    format_: Format = "csv",
    queue: Queues = None,
    out: Out = None,
) -> None:
    """The feedback items that were asked for on these days."""
    from bot.reports.feedback import COLUMNS

    with reporting(from_, to, format_, queue, out) as report:
        report.write(report.books.feedback(report.asked), COLUMNS)


@app.command("dsa")
def report_dsa(
    year: Annotated[str, typer.Option("--year", help="Like 2026.")],
    format_: Format = "csv",
    queue: Queues = None,
    out: Out = None,
) -> None:
    """The rows on internal complaints of the DSA's harmonised transparency report."""
    from bot.app.wall_clock import WallClock
    from bot.reports.asked import read_year
    from bot.reports.dsa import COLUMNS, Report, Year

    with in_words():
        first, last = read_year(year)
        with reporting_days(first, last, format_, queue, out) as report:
            since, until = report.asked.since, report.asked.until
            assert since is not None, "a year has both"
            assert until is not None, "a year has both"
            counted = Report(Year(first.year, since, until), report.books.service)
            complaints = report.books.complaints(report.asked)
            for complaint in with_bar(complaints, "Counting", None):
                counted.add(complaint)
            report.write(counted.rows(), COLUMNS)
            for words in counted.notes(WallClock().now()):
                report.note(words)
