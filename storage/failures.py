"""Turns the database's errors into the rules' own, and says which commits are in doubt."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from bot.case.errors import CommitInDoubt, LostRace, StorageAway

_LOST = ("40P01", "40001", "23505")
"""SQLSTATE, by which the driver needn't be imported where SQLite is used: deadlock detected,
serialization failure, unique violation."""
_GONE = ("57014", "55P03", "57P01", "25006")
"""The same: query canceled, lock not available, admin shutdown, read only transaction."""
_STATES = {
    "25006": "it can only be read",
    "53100": "its disk is full",
    "53300": "it has too many connections",
    "55P03": "it is locked",
    "57014": "it did not answer in time",
    "57P01": "it is being shut down",
    "58030": "its disk fails",
}
"""What they say to who runs it."""
_AWAY_CODES = {
    "SQLITE_BUSY": "it is locked",
    "SQLITE_LOCKED": "it is locked",
    "SQLITE_CANTOPEN": "its file can't be opened",
    "SQLITE_IOERR": "its disk fails, or is full",
    "SQLITE_FULL": "its disk is full",
    "SQLITE_READONLY_DIRECTORY": "its folder takes no files, and it needs two beside it",
    "SQLITE_READONLY": "it can only be read",
}
"""The same of SQLite's codes, by how they begin."""


@contextmanager
def translated(*, committing: bool = False) -> Iterator[None]:
    """Raises LostRace, StorageAway or CommitInDoubt for what the database raises inside."""
    try:
        yield
    except exc.TimeoutError as error:
        raise StorageAway("no connection to the database was free in time") from error
    except exc.DBAPIError as error:
        raise _translate(error, committing=committing) from error


def _translate(error: exc.DBAPIError, *, committing: bool) -> Exception:
    cause = error.orig
    state = getattr(cause, "sqlstate", None)
    if state in _LOST:
        return LostRace(type(cause).__name__)
    if isinstance(cause, sqlite3.IntegrityError) and "UNIQUE" in str(cause):
        return LostRace("unique")
    if isinstance(cause, sqlite3.DatabaseError) and type(cause) is sqlite3.DatabaseError:
        return StorageAway(f"SQLite: {cause}")
    if isinstance(cause, sqlite3.OperationalError):
        code = getattr(cause, "sqlite_errorname", "")
        for begins, words in _AWAY_CODES.items():
            if code.startswith(begins):
                return StorageAway(f"SQLite: {words} ({code})")
        return error
    is_operational = isinstance(error, exc.OperationalError)
    is_gone = error.connection_invalidated or state in _GONE
    if is_gone or (is_operational and state is None):
        what = f"PostgreSQL: {_STATES.get(state or '', 'there is no connection to it')}"
        return (
            CommitInDoubt(what)
            if committing and error.connection_invalidated
            else StorageAway(what)
        )
    if is_operational:
        return StorageAway(f"PostgreSQL: {_STATES.get(state or '', state)}")
    return error
