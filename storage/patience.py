"""A PostgreSQL that keeps a connection open and says nothing on it is given up.

The server's own limits end what it works on. Where it hangs, or something between us takes what is
sent and passes nothing on, nobody would tell us: a thread would wait for ever, and with it all that
only this thread does.
"""

from __future__ import annotations

from typing import TypeVar

from psycopg import Connection, OperationalError
from psycopg.abc import PQGen
from psycopg.errors import PipelineAborted
from sqlalchemy import Connection as Connected
from sqlalchemy import Engine, event
from sqlalchemy.pool import ConnectionPoolEntry, PoolResetState

T = TypeVar("T")


class PatientConnection(Connection[tuple[object, ...]]):
    """One that is closed when nothing has come for so many seconds; None waits for ever."""

    seconds: float | None = None

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """Raises OperationalError where the server doesn't answer in time."""
        try:
            return super().wait(gen, interval, self.seconds if timeout is None else timeout)
        except PipelineAborted:
            raise
        except OperationalError as error:
            if error.sqlstate is None:  # it isn't the server that says so
                self.pgconn.finish()
            raise


def limit_patience(engine: Engine, seconds: float) -> None:
    """Has every connection of an engine wait for so long, and again after `wait_for`."""

    @event.listens_for(engine, "connect")
    def _made(connection: PatientConnection, _entry: ConnectionPoolEntry) -> None:
        connection.seconds = seconds

    @event.listens_for(engine, "reset")
    def _given_back(
        connection: PatientConnection, _entry: ConnectionPoolEntry, _state: PoolResetState
    ) -> None:
        connection.seconds = seconds


def wait_for(connection: Connected, seconds: float | None) -> None:
    """Has this connection wait so long until it's given back, for what the server is let take its
    time."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, PatientConnection), "the engine makes no other"
    driver.seconds = seconds
