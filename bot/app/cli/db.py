"""`escalations db …`: the database's schema."""

from __future__ import annotations

from contextlib import closing

import typer

from bot.app.cli.failures import in_words

app = typer.Typer(help="The database's schema.", no_args_is_help=True)


@app.command("upgrade")
def db_upgrade() -> None:
    """Brings the database to the newest schema."""
    from bot.app.database import open_database
    from bot.app.settings import read_settings

    with in_words(), closing(open_database(read_settings())) as database:
        database.upgrade()
        typer.echo(f"The schema is {database.current_schema()}.")


@app.command("current")
def db_current() -> None:
    """Says which schema the database has; exit code 1 if it is not the newest."""
    from bot.app.database import open_database
    from bot.app.settings import read_settings

    with in_words(), closing(open_database(read_settings())) as database:
        typer.echo(database.current_schema() or "empty")
        database.check_schema()
