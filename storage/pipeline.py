"""Several statements in one trip to the server, in PostgreSQL's pipeline mode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Executable, exc, text

if TYPE_CHECKING:
    from psycopg import Connection as Driver

READ_ONLY = "25006"
"""SQLSTATE: the server takes no writing."""

Asked = tuple[Executable, Mapping[str, object]]
"""A statement and its values."""
Sent = tuple[str, Sequence[object]]
"""A statement as the driver takes it, and its values in their order."""
_PLANNED_ONCE: Asked = (text("SET LOCAL plan_cache_mode = force_generic_plan"), {})


@contextmanager
def piped(connection: Connection) -> Iterator[None]:
    """What is executed inside, and gives nothing back, is sent at once and waited for at the end.

    Raises DBAPIError at the end for what the server says against any of it, as SQLAlchemy does.
    """
    if not _can_pipe(connection):
        yield
        return
    with _told_as_sqlalchemy_does(connection), _driver(connection).pipeline():
        yield


def planned_once(connection: Connection) -> tuple[Asked, ...]:
    """What goes before a statement that asks for what is due, in one trip with it: PostgreSQL plans
    the transaction's statements once, for whatever values.

    By itself it would plan such a one anew each time. To guess how much is due it then looks at the
    end of the index, where what is done lies until it is vacuumed: that takes longer than asking.
    """
    return (_PLANNED_ONCE,) if _can_pipe(connection) else ()


def sent_together(
    connection: Connection, sent: Sequence[Sent], *, is_asked: bool = False
) -> Sequence[Sequence[object]]:
    """Executes statements one after the other, in one trip where the driver can; `is_asked` for the
    rows of the last. SQLAlchemy's way to the driver takes as long again.

    Raises DBAPIError for what the database says against any of it, as SQLAlchemy does.
    """
    with _told_as_sqlalchemy_does(connection):
        for sql, given in sent:
            for hear in connection.dispatch.before_cursor_execute:
                hear(connection, None, sql, given, None, False)
        if _can_pipe(connection):
            return _piped(_driver(connection), sent, is_asked=is_asked)
        with closing(connection.connection.cursor()) as cursor:
            for sql, given in sent:
                cursor.execute(sql, given)
            return cursor.fetchall() if is_asked else ()


def _piped(driver: Driver, sent: Sequence[Sent], *, is_asked: bool) -> Sequence[Sequence[object]]:
    from psycopg import RawCursor
    from psycopg.pq import TransactionStatus

    # Alone in a transaction that has begun, a statement is a trip as it is.
    is_trip = len(sent) > 1 or driver.info.transaction_status == TransactionStatus.IDLE
    *before, last = sent
    with RawCursor(driver) as cursor:
        with driver.pipeline() if is_trip else nullcontext():
            if before:
                # Of its own: what one cursor is told last is what it is asked for.
                earlier = RawCursor(driver)
                for sql, given in before:
                    # As bytes: the driver's types take a text only where it's written as a literal.
                    earlier.execute(sql.encode(), given)
            cursor.execute(last[0].encode(), last[1])
        return cursor.fetchall() if is_asked else ()


def _can_pipe(connection: Connection) -> bool:
    return connection.dialect.driver == "psycopg"


def _driver(connection: Connection) -> Driver:
    driver: Driver = connection.connection.driver_connection  # type: ignore[assignment]
    return driver


@contextmanager
def _told_as_sqlalchemy_does(connection: Connection) -> Iterator[None]:
    """Raises DBAPIError for the driver's own errors, which show where a pipeline ends."""
    dialect = connection.dialect
    failed: type[BaseException] = dialect.loaded_dbapi.Error
    try:
        yield
    except failed as error:
        # As SQLAlchemy does with an error of a statement it has waited for itself.
        driver = connection.connection.driver_connection
        is_lost = dialect.is_disconnect(error, driver, None)  # type: ignore[arg-type]
        if is_lost or getattr(error, "sqlstate", None) == READ_ONLY:
            connection.invalidate(error)
        raise exc.DBAPIError.instance(
            "statements of one trip",
            None,
            error,
            failed,  # type: ignore[arg-type]
            hide_parameters=True,
            connection_invalidated=connection.invalidated,
            dialect=dialect,
        ) from error
