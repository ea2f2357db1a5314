"""`escalations doctor`: what is right and wrong with an installation, a line a check."""

from __future__ import annotations

import typer

from bot.app.cli.failures import complain, in_words

_MARKS = {True: "ok", False: "FAIL", None: "?"}


def doctor_command() -> None:
    """Checks tokens, scopes, channels, people, database, clock and policy; changes nothing."""
    from bot.app.doctor import examine_installation
    from bot.app.settings import read_settings

    failed = 0
    with in_words():
        for found in examine_installation(read_settings()):
            failed += found.is_fine is False
            typer.echo(f"{_MARKS[found.is_fine]:<5} {found.about:<18} {found.words}")
    _end(failed)


def _end(failed: int) -> None:
    if failed:
        complain("1 check failed." if failed == 1 else f"{failed} checks failed.")
        raise typer.Exit(1)


def add_to(app: typer.Typer) -> None:
    """Gives the command line this command: it belongs to no group."""
    app.command("doctor")(doctor_command)
