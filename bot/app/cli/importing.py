"""`escalations import …`: what other systems decided before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.app.cli.failures import complain, in_words
from bot.app.cli.progress import bar_told, with_bar

if TYPE_CHECKING:
    from bot.verbs.importing.reading import Row, RowProblem

app = typer.Typer(help="What other systems decided before.", no_args_is_help=True)


@app.command("decisions")
def import_decisions_of(
    file: Path,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Checks the file and imports nothing.")
    ] = False,
) -> None:
    """Decisions of another system, from a CSV file: all of them or none. Repeating it changes
    nothing."""
    from bot.app.database import database_for_a_command
    from bot.app.settings import read_settings
    from bot.app.wall_clock import WallClock
    from bot.verbs.importing.import_decisions import compare, import_decisions

    with in_words(), database_for_a_command(read_settings()) as database:
        rows, problems = _read(file)
        with database.storage.read() as work:
            compared = compare(work, rows)
        problems = sorted([*problems, *compared.problems], key=lambda p: p.line)
        if problems:
            _tell(file, problems)
            raise typer.Exit(1)
        known = f" {compared.known:,} were there already." if compared.known else ""
        if dry_run:
            typer.echo(f"{_counted(len(compared.new))} would be imported.{known}")
            return
        if compared.new:
            count = len(compared.new)
            with bar_told("Importing", count) as told, database.storage.begin() as work:
                import_decisions(work, compared.new, WallClock().now(), told)
        typer.echo(f"{_counted(len(compared.new))} imported.{known}")


def _read(file: Path) -> tuple[list[Row], list[RowProblem]]:
    """The rows of a file, and what is wrong with it."""
    from bot.app.wall_clock import WallClock
    from bot.verbs.importing.reading import Row, read_rows

    rows: list[Row] = []
    problems: list[RowProblem] = []
    with file.open("rb") as opened:
        size = file.stat().st_size

        def lines() -> Iterator[bytes]:
            yield from with_bar(opened, "Reading", lambda: size, len)

        for found in read_rows(lines(), WallClock().now()):
            if isinstance(found, Row):
                rows.append(found)
            else:
                problems.append(found)
    return rows, problems


def _tell(file: Path, problems: list[RowProblem]) -> None:
    for problem in problems:
        complain(f"{file}: {problem}")
    count = len(problems)
    complain(f"{count:,} problem{'s' if count != 1 else ''}; nothing was imported.")


def _counted(count: int) -> str:
    return f"{count:,} decision{'s' if count != 1 else ''}"
