"""A SQLite file that is deleted, or replaced by another, while it is open: nothing goes into it.

Who has it open goes on writing into a file that has no name any more, and all of it is lost. So it
is with its `-wal`, which holds what was committed last, and with the `-shm`, by which processes
keep out of each other's way. Where one of these two is gone, what the `-wal` held is written into
the file and all connections are closed; the one that follows makes both anew.

Whoever has a file open for writing may go on when it's made read-only, and whoever opens it then
may not, even after that is over: it's looked at as each transaction begins that is to write.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Connection, Dialect, Engine, event, exc
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from bot.case.errors import CommitInDoubt, StorageAway
from storage.open_connections import OpenConnections, being_closed

_OPTION = "sqlite_file"
_ONLY_READS = "opened_to_read"
_BESIDE = ("-wal", "-shm")
_OPEN_FILES = Path("/dev/fd")
Number: TypeAlias = tuple[int, int]
"""A file's, whatever it is called: its disk's and its own there."""
log = logging.getLogger(__name__)


class BesideGone(StorageAway):
    """A file beside the database's was deleted, or has another in its place."""


class SqliteFile:
    """The file that the connections of one engine have open, and those beside it."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        # SQLite makes them beside what a link leads to.
        self._beside = {name: Path(f"{os.path.realpath(path)}{name}") for name in _BESIDE}
        self._opened: Number | None = None
        self._opened_beside: dict[str, Number] = {}

    def opened(self) -> None:
        """A connection was made: from the first one on it's this file and no other."""
        if self._opened is None:
            self._opened = _number(self._path)
        self.check()

    def check(self) -> None:
        """Raises StorageAway unless the file that was opened is there, and those beside it."""
        if self._opened is None:
            return
        found = _number(self._path)
        if found is None:
            raise StorageAway("SQLite: its file was deleted or moved")
        if found != self._opened:
            raise StorageAway("SQLite: its file was replaced by another while the bot ran")
        for name, path in self._beside.items():
            self._check_beside(name, path)

    def _check_beside(self, name: str, path: Path) -> None:
        """They are made and deleted by SQLite itself as long as nobody has the file open."""
        opened = self._opened_beside.get(name)  # first: another thread may note a later one
        found = _number(path)
        if found == opened:
            return
        if opened is not None and self._has_open(opened):
            became = "was replaced by another" if found else "was deleted or moved"
            raise BesideGone(f"SQLite: the {name} file beside it {became}")
        if found is None:
            self._opened_beside.pop(name, None)
        else:
            self._opened_beside[name] = found

    def _has_open(self, number: Number) -> bool:
        """Whether what had this number is still open. One that was closed and deleted leaves its
        number to the next that is made: the `-shm` has that of the last `-wal` then."""
        there = {_number(path) for path in (self._path, *self._beside.values())}
        return number not in there and _is_open(number)

    def may_be_written(self) -> bool:
        """Whether this process may write to the file, and what is beside it: SQLite makes those
        with the rights that the file has at that moment, and so they're given those it has now."""
        if not os.access(self._path, os.W_OK):
            return False
        for path in self._beside.values():
            if not os.access(path, os.W_OK) and path.exists():
                with suppress(OSError):  # somebody else's
                    path.chmod(self._path.stat().st_mode)
        return True

    def forget(self) -> None:
        """Nobody has it open any more."""
        self._opened = None
        self._opened_beside.clear()


def _number(path: Path) -> Number | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _is_open(number: Number) -> bool:
    """Whether this process has it open, under whatever name or none."""
    for each in _OPEN_FILES.iterdir():
        with suppress(OSError):  # closed in this moment
            found = os.fstat(int(each.name))
            if (found.st_dev, found.st_ino) == number:
                return True
    return False


class _Closing:
    """Closes the connections of an engine once they're no good any more, before another is made."""

    def __init__(self, engine: Engine, others: OpenConnections) -> None:
        self._engine = engine
        self._others = others
        self._one_at_a_time = threading.Lock()

    def save_and_close(self, used: Connection) -> None:
        """Where a file beside the database's is gone: saves what the `-wal` held, then has all
        connections closed, beginning with the one that has found it out, which has no transaction
        yet. Where somebody is in the middle of something it's for whoever finds it out next."""
        if not self._one_at_a_time.acquire(blocking=False):
            return
        try:
            if self._others.are_to_close or not _saved(used):
                return
            log.error("sqlite_reopened")
            self._others.close_all()
        finally:
            self._one_at_a_time.release()
        used.invalidate()
        self.close_unused()

    def close_unused(self) -> None:
        """Closes those that nobody uses. Those in use are closed as they're given back."""
        if not self._one_at_a_time.acquire(blocking=False):
            return
        try:
            for _ in range(getattr(self._engine.pool, "checkedin", int)()):
                # One that isn't open can't be opened now, or somebody else has just taken it.
                with suppress(StorageAway, exc.SQLAlchemyError):
                    self._engine.raw_connection().invalidate()
        finally:
            self._one_at_a_time.release()


def _saved(used: Connection) -> bool:
    """Whether all that the `-wal` holds is in the file now."""
    driver = used.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection), "the engine makes no other"
    try:
        is_busy, *_ = driver.execute("PRAGMA wal_checkpoint(truncate)").fetchone()
    except sqlite3.OperationalError:
        return False
    return not is_busy


def watch(engine: Engine, path: str | None, others: OpenConnections) -> None:
    """Has every connection and transaction of an engine look whether its file is there. Before
    other listeners: what they begin would not be ended."""
    if not path or path == ":memory:" or path.startswith("file:"):
        return
    file = SqliteFile(path)
    closing = _Closing(engine, others)
    engine.update_execution_options(**{_OPTION: file})
    _watch_connections(engine, file, closing, others)
    _watch_transactions(engine, file, closing, others)
    _watch_rights(engine, file, others)


def _watch_connections(
    engine: Engine, file: SqliteFile, closing: _Closing, others: OpenConnections
) -> None:
    """Has none made of another file, and none before all that are to close are closed."""

    @event.listens_for(engine, "do_connect", insert=True)
    def _connect(
        _dialect: Dialect,
        _entry: ConnectionPoolEntry,
        _given: tuple[object, ...],
        _named: Mapping[str, object],
    ) -> None:
        if others.are_to_close:
            closing.close_unused()
        file.check()  # or an empty one would be made in its place
        file.may_be_written()  # or what is beside it would be opened as it is

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        others.admit(connection)
        file.opened()
        entry.info[_ONLY_READS] = not file.may_be_written()

    @event.listens_for(engine, "checkin")
    def _given_back(connection: sqlite3.Connection | None, entry: ConnectionPoolEntry) -> None:
        if others.are_to_close and connection is not None:
            entry.invalidate()

    @event.listens_for(engine, "engine_disposed")
    def _disposed(_engine: Engine) -> None:
        file.forget()


def _watch_transactions(
    engine: Engine, file: SqliteFile, closing: _Closing, others: OpenConnections
) -> None:
    """Has none begun or committed where a file is gone."""

    @event.listens_for(engine, "begin")
    def _begins(connection: Connection) -> None:
        if others.are_to_close:
            connection.invalidate()
            raise being_closed()
        try:
            file.check()
        except BesideGone:
            closing.save_and_close(connection)
            raise

    @event.listens_for(engine, "commit")
    def _ends(connection: Connection) -> None:
        try:
            file.check()
        except StorageAway:
            # SQLAlchemy takes a commit that was begun for the end of it, and would give back a
            # connection that is still writing and keeps everybody else from it.
            connection.connection.rollback()
            raise


def _watch_rights(engine: Engine, file: SqliteFile, others: OpenConnections) -> None:
    """Has every transaction that is to write look whether it may, and all connections made anew
    where one was made when nobody might."""

    @event.listens_for(engine, "checkout")
    def _taken(
        _connection: sqlite3.Connection, entry: ConnectionPoolEntry, _used: PoolProxiedConnection
    ) -> None:
        if entry.info[_ONLY_READS] and file.may_be_written():
            others.close_all()
            raise exc.DisconnectionError

    @event.listens_for(engine, "handle_error")
    def _failed(context: ExceptionContext) -> None:
        code = getattr(context.original_exception, "sqlite_errorname", "")
        if code.startswith("SQLITE_READONLY"):
            context.is_disconnect = True
            if context.execution_context is not None:
                # SQLAlchemy leaves it open where the connection is lost, and a connection stays
                # open as long as it has one: as long as anybody keeps the error.
                context.execution_context.cursor.close()
            if file.may_be_written():
                others.close_all()

    @event.listens_for(engine, "begin")
    def _begins(connection: Connection) -> None:
        reads_only = connection.get_execution_options().get("reads_only", False)
        if not reads_only and not file.may_be_written():
            raise StorageAway("SQLite: it can only be read")


def check_after_commit(engine: Engine) -> None:
    """Raises CommitInDoubt where the file went away during the commit."""
    file = engine.get_execution_options().get(_OPTION)
    if isinstance(file, SqliteFile):
        try:
            file.check()
        except StorageAway as away:
            raise CommitInDoubt(str(away)) from None
