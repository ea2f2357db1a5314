"""The schema's versions: bringing a database up to date, and saying whether it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, func, inspect, select, text

from bot.case.errors import SchemaOutdated, SchemaUnknown
from storage.engine import reading
from storage.failures import translated

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST = "0038"
"""The version this program was written for: the last of `storage/migrations/versions`. Said here
too, since Alembic, which finds it out, takes a third of a start to import."""

_UPGRADING = 0x657363
"""The number of PostgreSQL's lock that whoever upgrades holds: any, but always the same."""


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def current(engine: Engine) -> str | None:
    """The version of the database, None for an empty one. Raises StorageAway."""
    with translated(), reading(engine) as connection:
        return _version(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version = text("SELECT version_num FROM alembic_version")
    found: str | None = connection.execute(version).scalar_one_or_none()
    return found


def _refuse_unknown(connection: Connection, found: str | None) -> None:
    """Raises SchemaUnknown for a database that isn't ours, or is that of a newer program."""
    if found is not None and found > NEWEST:
        raise SchemaUnknown(
            f"The database's schema is {found}, and this program knows none newer than {NEWEST}. "
            "Run the newer program that made it, or restore a backup from before its upgrade."
        )
    if found is not None:
        return
    from storage import tables

    theirs = set(inspect(connection).get_table_names())
    if taken := sorted(theirs & tables.Table.metadata.tables.keys()):
        raise SchemaUnknown(
            f"The database has a table {taken[0]} that this program hasn't made. "
            "Name a database of its own in DATABASE_URL."
        )


def upgrade(engine: Engine) -> None:
    """Brings the database to the newest version; of several at once one does it, and the others
    wait for it. Raises SchemaUnknown, StorageAway."""
    if current(engine) == NEWEST:
        return
    from alembic import command

    config = _config()
    with translated(), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            from storage.patience import wait_for

            wait_for(connection, None)
            # A migration may take its time; people's requests may not.
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(select(func.pg_advisory_xact_lock(_UPGRADING)))
            connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
        _refuse_unknown(connection, _version(connection))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check(engine: Engine) -> None:
    """Raises SchemaOutdated, or SchemaUnknown, unless the database is at the version this program
    needs; StorageAway."""
    with translated(), reading(engine) as connection:
        found, needed = _version(connection), NEWEST
        if found != needed:
            _refuse_unknown(connection, found)
    if found != needed:
        raise SchemaOutdated(
            f"The database's schema is {found or 'empty'}, this program needs {needed}. "
            "Run: escalations db upgrade"
        )


def check_writing(engine: Engine) -> None:
    """Writes what is there already. Raises StorageAway where nothing can be written."""
    with translated(), engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
