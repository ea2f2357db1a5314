"""`escalations report …`: registers and figures, as files."""

from __future__ import annotations

import typer

from bot.app.cli.reporting import Format, From, Out, Queues, To, reporting

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
