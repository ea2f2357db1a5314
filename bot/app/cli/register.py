"""`escalations register …`: the proof that nothing in the register was altered."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.app.cli.failures import in_words

app = typer.Typer(help="The register's chain.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The register's chain."""


@app.command("verify")
def register_verify(
    head: Annotated[
        str | None, typer.Option(help="A head that was noted earlier: is it still in the chain?")
    ] = None,
) -> None:
    """Walks the chain of the register; exit code 1 if a record was altered, removed, inserted or
    moved, and which is the first."""
    from bot.app.database import database_for_a_command
    from bot.app.settings import read_settings
    from bot.case.chain import NOTHING_BEFORE
    from bot.reports.proof import read_head, verify

    with in_words(), database_for_a_command(read_settings()) as database:
        noted = read_head(head) if head is not None else NOTHING_BEFORE
        with database.chain.read() as links:
            proof = verify(links.each(), links.head(), links.position_of)
            loose = links.unchained()
            is_known = noted == NOTHING_BEFORE or links.position_of(noted) is not None
        decisions = "1 decision" if proof.decisions == 1 else f"{proof.decisions} decisions"
        decisions += f" and {proof.imported} imported" if proof.imported else ""
        entries = "1 entry" if proof.entries == 1 else f"{proof.entries} entries"
        flaws = [f"{found}." for found in (proof.found, loose) if found is not None]
        if not is_known:
            flaws.append(
                f"The head {noted} is in it no more: the chain was rewritten, or its end cut off."
            )
        if flaws:
            typer.echo("\n".join(flaws), err=True)
            typer.echo(f"In order up to there: {decisions} in {entries}.", err=True)
            raise typer.Exit(1)
        typer.echo(f"{decisions} in {entries}, nothing altered.")
        typer.echo(f"Head: {proof.head}")
