"""What goes wrong in a command is said in a sentence, with exit code 1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bot.case.errors import CannotRun, LostRace, Refused, StorageAway


def complain(words: str) -> None:
    """Says something on standard error."""
    typer.echo(words, err=True)


@contextmanager
def in_words() -> Iterator[None]:
    """Ends the command with the words of what goes wrong inside; a bug keeps its traceback.

    Raises typer.Exit with code 1.
    """
    try:
        yield
    except (CannotRun, Refused) as failure:
        complain(str(failure))
        raise typer.Exit(1) from None
    except LostRace:
        complain("Somebody else changed this at the same moment. Nothing was changed; try again.")
        raise typer.Exit(1) from None
    except StorageAway as away:
        complain(f"The database can't be reached ({away}). Nothing was changed.")
        raise typer.Exit(1) from None
    except OSError as error:
        complain(f"{error.strerror or type(error).__name__}: {error.filename or ''}".strip(": "))
        raise typer.Exit(1) from None
