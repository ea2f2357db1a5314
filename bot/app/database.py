"""Opens the database that the settings name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from bot.app.settings import Settings
from bot.app.wall_clock import WallClock
from bot.case.errors import StorageAway
from storage.database import Database
from storage.engine import connect, sqlite_file

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


def missing_file(settings: Settings) -> Path | None:
    """The SQLite file that these settings name, where it isn't there yet; nothing is made. Raises
    StorageAway where the address can't be read, or no file can be made there."""
    file = sqlite_file(settings.database_url)
    if file is None or file.exists():
        return None
    if file.is_symlink():
        target = Path(os.path.realpath(file))
        if target.is_symlink() or not target.parent.is_dir():
            raise StorageAway(f"{file} is a link to {target}, where no file can be made")
        file = target
    above = next(folder for folder in file.absolute().parents if folder.exists())
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        raise StorageAway(f"{file} can't be made: {above} takes no files")
    return file


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
