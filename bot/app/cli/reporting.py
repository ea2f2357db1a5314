"""What every `escalations report …` shares: its options, the books it reads, how it's written.

Each opens its report with `reporting(…)` and hands rows and columns to `write`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from bot.app.cli.failures import complain, in_words
from bot.app.cli.progress import with_bar
from bot.app.cli.written import STANDARD_OUTPUT, Sink, written

if TYPE_CHECKING:
    from bot.app.database import Books
    from bot.reports.asked import Asked

From = Annotated[str | None, typer.Option("--from", help="First day, like 2026-11-01.")]
To = Annotated[str | None, typer.Option("--to", help="Last day, included.")]
Format = Annotated[str, typer.Option("--format", help="csv or json")]
Queues = Annotated[
    list[str] | None, typer.Option("--queue", help="Only this queue; may be given again.")
]
Out = Annotated[
    str | None, typer.Option("-o", "--output", help="A file; standard output without it.")
]


@dataclass(frozen=True, slots=True)
class OpenReport:
    """A report that is being written: what is asked for, and the books in one transaction."""

    asked: Asked
    books: Books
    format_: str
    _sink: Sink
    _is_on_screen: bool

    def write(
        self,
        rows: Iterable[object],
        columns: Sequence[str],
        count: Callable[[], int] | None = None,
    ) -> None:
        """Writes these rows as they come; `count` tells how many there will be, for the bar."""
        from bot.reports.formats import rendered

        pieces = rendered(rows, columns, self.format_)
        for text, _ in with_bar(
            pieces, "Writing", count, lambda piece: piece[1], is_screen_taken=self._is_on_screen
        ):
            self._sink.write(text)

    def write_text(self, pieces: Iterable[str]) -> None:
        """Writes text as it comes, of a report that has no columns."""
        for piece in with_bar(pieces, "Writing", None, is_screen_taken=self._is_on_screen):
            self._sink.write(piece)

    def note(self, words: str) -> None:
        """Says something beside the report, on standard error."""
        complain(words)


@contextmanager
def reporting(
    since: str | None = None,
    until: str | None = None,
    format_: str = "csv",
    queues: Sequence[str] | None = None,
    out: str | None = None,
) -> Iterator[OpenReport]:
    """A report of these options, read in one transaction that sees one moment. Days are those of
    the workspace's time zone. What can't be is said before anything is written.

    Raises typer.Exit with code 1 after a sentence.
    """
    from bot.reports.asked import read_period

    with in_words(), reporting_days(*read_period(since, until), format_, queues, out) as report:
        yield report


@contextmanager
def reporting_days(
    first: date | None,
    last: date | None,
    format_: str,
    queues: Sequence[str] | None,
    out: str | None,
) -> Iterator[OpenReport]:
    """The same of days that are read already. Raises Refused, CannotRun, StorageAway."""
    from bot.app.database import database_for_a_command
    from bot.app.settings import read_settings
    from bot.reports.formats import check_format

    check_format(format_)
    with database_for_a_command(read_settings()) as database, database.register.read() as books:
        asked = books.asked(first, last, tuple(queues or ()))
        with written(out) as sink:
            is_on_screen = out in (None, STANDARD_OUTPUT) and sys.stdout.isatty()
            yield OpenReport(asked, books, format_, sink, is_on_screen)
