"""Several statements in one trip to the server, in PostgreSQL's pipeline mode."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Connection, exc

if TYPE_CHECKING:
    from psycopg import Connection as Driver

READ_ONLY = "25006"
"""SQLSTATE: the server takes no writing."""


@contextmanager
def piped(connection: Connection) -> Iterator[None]:
    """What is executed inside, and gives nothing back, is sent at once and waited for at the end.

    Raises DBAPIError at the end for what the server says against any of it, as SQLAlchemy does.
    """
    if connection.dialect.driver != "psycopg":
        yield
        return
    driver: Driver = connection.connection.driver_connection  # type: ignore[assignment]
    dialect = connection.dialect
    failed: type[BaseException] = dialect.loaded_dbapi.Error
    try:
        with driver.pipeline():
            yield
    except failed as error:
        # As SQLAlchemy does with an error of a statement it has waited for itself.
        is_lost = dialect.is_disconnect(error, driver, None)  # type: ignore[arg-type]
        if is_lost or getattr(error, "sqlstate", None) == READ_ONLY:
            connection.invalidate(error)
        raise exc.DBAPIError.instance(
            "what a transaction adds",
            None,
            error,
            failed,  # type: ignore[arg-type]
            hide_parameters=True,
            connection_invalidated=connection.invalidated,
            dialect=dialect,
        ) from error
