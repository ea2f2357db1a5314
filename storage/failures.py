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
_GONE = ("57014", "55P03", "57P01")
"""The same: query canceled, lock not available, admin shutdown."""
_AWAY_CODES = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL")


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
        if code.startswith(_AWAY_CODES):
            return StorageAway(f"SQLite: {code}")
        return error
    is_operational = isinstance(error, exc.OperationalError)
    is_gone = error.connection_invalidated or state in _GONE
    if is_gone or (is_operational and state is None):
        what = f"PostgreSQL: {type(cause).__name__}"
        return (
            CommitInDoubt(what)
            if committing and error.connection_invalidated
            else StorageAway(what)
        )
    if is_operational:
        return StorageAway(f"PostgreSQL: {state}")
    return error
