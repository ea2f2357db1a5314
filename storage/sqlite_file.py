"""A SQLite file that is deleted, or replaced by another, while it is open: nothing goes into it.

Who has it open goes on writing into a file that has no name any more, and all of it is lost.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from bot.case.errors import CommitInDoubt, StorageAway

_OPTION = "sqlite_file"


class SqliteFile:
    """The file that the connections of one engine have open, by its number on its disk."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._opened: tuple[int, int] | None = None

    def opened(self) -> None:
        """A connection was made: from the first one on it's this file and no other."""
        if self._opened is None:
            self._opened = self._found()
        self.check()

    def check(self) -> None:
        """Raises StorageAway unless the file that was opened is there."""
        if self._opened is None:
            return
        found = self._found()
        if found is None:
            raise StorageAway("SQLite: its file was deleted or moved")
        if found != self._opened:
            raise StorageAway("SQLite: its file was replaced by another while the bot ran")

    def forget(self) -> None:
        """Nobody has it open any more."""
        self._opened = None

    def _found(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino


def watch(engine: Engine, path: str | None) -> None:
    """Has every connection and transaction of an engine look whether its file is there. Before
    other listeners: what they begin would not be ended."""
    if not path or path == ":memory:" or path.startswith("file:"):
        return
    file = SqliteFile(path)
    engine.update_execution_options(**{_OPTION: file})

    @event.listens_for(engine, "do_connect", insert=True)
    def _connect(
        _dialect: Dialect,
        _entry: ConnectionPoolEntry,
        _given: tuple[object, ...],
        _named: Mapping[str, object],
    ) -> None:
        file.check()  # or an empty one would be made in its place

    @event.listens_for(engine, "connect")
    def _connected(_connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        file.opened()

    @event.listens_for(engine, "begin")
    @event.listens_for(engine, "commit")
    def _looked(_connection: Connection) -> None:
        file.check()

    @event.listens_for(engine, "engine_disposed")
    def _disposed(_engine: Engine) -> None:
        file.forget()


def check_after_commit(engine: Engine) -> None:
    """Raises CommitInDoubt where the file went away during the commit."""
    file = engine.get_execution_options().get(_OPTION)
    if isinstance(file, SqliteFile):
        try:
            file.check()
        except StorageAway as away:
            raise CommitInDoubt(str(away)) from None
