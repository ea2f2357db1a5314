"""Opens the database that the settings name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from bot.app.settings import Settings
from bot.app.wall_clock import WallClock
from storage.database import Database
from storage.engine import connect

if TYPE_CHECKING:
    from bot.limits import Limits
    from bot.ports import Clock
    from storage import register

    Books: TypeAlias = register.Books
    """What a report reads."""


def open_database(
    settings: Settings, machine: Clock | None = None, limits: Limits | None = None
) -> Database:
    """The database of these settings, not connected yet. Raises StorageAway, OSError."""
    engine = connect(settings.database_url, limits or settings.limits)
    return Database(engine, (machine or WallClock()).now)


@contextmanager
def database_for_a_command(settings: Settings) -> Iterator[Database]:
    """The same with the newest schema, which SQLite is given by the way; closed in the end.

    Raises SchemaOutdated, StorageAway, OSError.
    """
    database = open_database(settings)
    try:
        if settings.is_sqlite:
            database.upgrade()
        database.check_schema()
        yield database
    finally:
        database.close()
