"""Several statements in one trip to the server, in PostgreSQL's pipeline mode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, CursorResult, Engine, Executable, event, exc
from sqlalchemy.engine import ExecutionContext

if TYPE_CHECKING:
    from psycopg import Connection as Driver

READ_ONLY = "25006"
"""SQLSTATE: the server takes no writing."""
_LAST = "last_of_a_trip"

Asked = tuple[Executable, Mapping[str, object]]
"""A statement and its values."""


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


def in_one_trip(connection: Connection, *asked: Asked) -> CursorResult[Any]:
    """Executes one statement after the other and gives the result of the last; nobody needs those
    of the others. What begins the transaction goes along, where these are its first.

    Raises DBAPIError for what the server says against any of it.
    """
    *before, (last, given) = asked
    if not _can_pipe(connection):
        for statement, values in before:
            connection.execute(statement, values)
        return connection.execute(last, given)
    with _told_as_sqlalchemy_does(connection), ExitStack() as trip:
        trip.enter_context(_driver(connection).pipeline())
        for statement, values in before:
            connection.execute(statement, values)
        return connection.execute(last, given, execution_options={_LAST: trip})


def end_trips(engine: Engine) -> None:
    """Has the last statement of a trip wait for its result, before SQLAlchemy looks for one."""

    @event.listens_for(engine, "after_cursor_execute")
    def _executed(
        _connection: Connection,
        _cursor: object,
        _sql: str,
        _given: object,
        context: ExecutionContext | None,
        _many: bool,
    ) -> None:
        trip = context.execution_options.get(_LAST) if context is not None else None
        if isinstance(trip, ExitStack):
            trip.close()


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
