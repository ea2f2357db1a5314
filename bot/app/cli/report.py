"""`escalations report …`: registers, as files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from bot.app.cli.failures import in_words
from bot.case.errors import RefusalCode, Refused

app = typer.Typer(help="Registers, as files.", no_args_is_help=True)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, not an instant
    except ValueError:
        raise Refused(
            f"{text!r} is not a date like 2026-11-30.", code=RefusalCode.NOT_UNDERSTOOD
        ) from None


@app.command("decisions")
def report_decisions(
    from_: Annotated[str | None, typer.Option("--from", help="First day, like 2026-11-01.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Last day, included.")] = None,
    format_: Annotated[str, typer.Option("--format", help="csv")] = "csv",
) -> None:
    """The decision register. Days are those of the workspace's time zone."""
    from bot.app.database import database_for_a_command
    from bot.app.settings import read_settings
    from bot.reports.register import as_csv, period

    with in_words(), database_for_a_command(read_settings()) as database:
        if format_ != "csv":
            raise Refused(
                f"The register comes as csv, not as {format_!r}.", code=RefusalCode.INVALID
            )
        first, last = _day(from_), _day(to)
        if first and last and first > last:
            raise Refused("--from is after --to.", code=RefusalCode.INVALID)
        with database.register.read() as books:
            lines = books.lines(*period(first, last, books.timezone() or "UTC"))
        typer.echo(as_csv(lines), nl=False)


@app.command("feedback")
def report_feedback(
    from_: Annotated[str | None, typer.Option("--from", help="First day, like 2026-11-01.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Last day, included.")] = None,
    format_: Annotated[str, typer.Option("--format", help="csv or json")] = "csv",
) -> None:
    """The feedback items that were asked for on these days."""
    from bot.app.database import database_for_a_command
    from bot.app.settings import read_settings
    from bot.reports.feedback import COLUMNS
    from bot.reports.register import as_csv, as_json, period

    with in_words(), database_for_a_command(read_settings()) as database:
        if format_ not in ("csv", "json"):
            raise Refused(
                f"The feedback items come as csv or json, not as {format_!r}.",
                code=RefusalCode.INVALID,
            )
        first, last = _day(from_), _day(to)
        if first and last and first > last:
            raise Refused("--from is after --to.", code=RefusalCode.INVALID)
        with database.register.read() as books:
            lines = books.feedback(*period(first, last, books.timezone() or "UTC"))
        typer.echo((as_csv if format_ == "csv" else as_json)(lines, COLUMNS), nl=False)
