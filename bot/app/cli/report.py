"""`escalations report …`: registers and figures, as files."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.app.cli.failures import in_words
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
            for complaint in report.books.complaints(report.asked):
                counted.add(complaint)
            report.write(counted.rows(), COLUMNS)
            for words in counted.notes(WallClock().now()):
                report.note(words)
