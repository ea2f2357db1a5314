"""Turns the database's errors into the rules' own, and says which commits are in doubt."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import errors as postgres
from sqlalchemy import exc

from bot.case.errors import CommitInDoubt, LostRace, StorageAway

_LOST = (postgres.DeadlockDetected, postgres.SerializationFailure, postgres.UniqueViolation)
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
    if isinstance(cause, _LOST):
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
    is_gone = error.connection_invalidated or isinstance(
        cause, postgres.QueryCanceled | postgres.LockNotAvailable | postgres.AdminShutdown
    )
    if is_gone or (isinstance(cause, postgres.OperationalError) and cause.sqlstate is None):
        what = f"PostgreSQL: {type(cause).__name__}"
        return (
            CommitInDoubt(what)
            if committing and error.connection_invalidated
            else StorageAway(what)
        )
    if isinstance(cause, postgres.OperationalError):
        return StorageAway(f"PostgreSQL: {cause.sqlstate}")
    return error
