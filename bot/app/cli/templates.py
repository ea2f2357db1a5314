"""`escalations templates …`: the message templates, checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.app.cli.failures import complain, in_words
from bot.case.errors import CannotRun

app = typer.Typer(help="The templates of messages to impacted parties.", no_args_is_help=True)


@app.callback()
def templates() -> None:
    """The templates of messages to impacted parties."""


@app.command("check")
def templates_check(
    folder: Annotated[
        str | None,
        typer.Argument(help="A folder of templates; else ESCALATIONS_TEMPLATES; else built in."),
    ] = None,
) -> None:
    """Reads every template: its placeholders are known, and a sample of each outcome has no fault.
    Everything that is wrong is told at once, with its line."""
    from bot.app.settings import read_settings
    from bot.templates.reading import languages_without_words, load, problems_of

    with in_words():
        if folder is not None and not folder.strip():
            raise CannotRun("The folder has no name. Leave it out for what is built in.")
        wanted = Path(folder) if folder is not None else read_settings().templates_folder
        problems = problems_of(wanted)
        for problem in problems:
            complain(str(problem))
        if problems:
            complain(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}.")
            raise typer.Exit(1)
        known = load(wanted)
        for code in languages_without_words(known):
            complain(
                f"Note: words.toml says nothing of {code}: its messages aren't read for their "
                "outcome, nor for where one can turn."
            )
        where = str(wanted) if wanted is not None else "What is built in"
        typer.echo(f"{where} can be used. There are templates in {', '.join(known.languages)}.")
