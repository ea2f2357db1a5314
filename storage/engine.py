"""The connection to the database: SQLite by default, PostgreSQL for several processes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry

from bot.case.errors import StorageAway

DEADLINE_SECONDS = 1.5
"""How long a statement, a lock or a free connection may be waited for: below the deadline of a
request, so that the person is told that nothing was saved rather than that it is unsure."""
CONNECT_SECONDS = 2
"""The same for connecting: libpq counts whole seconds, and no fewer than two."""
DEAD_AFTER_SECONDS = 10
"""How long the network may leave what was sent unanswered before the server is taken for gone."""
POOL_SIZE = 16
"""Threads that answer requests, deliver, and keep time, together, with some to spare."""


def connect(url: str) -> Engine:
    """An engine for this URL. Nothing is connected yet; the folder of a SQLite file is made.

    Raises StorageAway for an address that can't be read, OSError for a folder that can't be made.
    """
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError):
        # The address holds a password: not a part of it may be shown.
        raise StorageAway("DATABASE_URL can't be read as an address") from None
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, parsed.database)
    return create_engine(
        url,
        hide_parameters=True,
        pool_size=POOL_SIZE,
        max_overflow=4,
        pool_timeout=DEADLINE_SECONDS,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "escalations",
            "tcp_user_timeout": DEAD_AFTER_SECONDS * 1000,
            "keepalives_idle": DEAD_AFTER_SECONDS,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "options": (
                f"-c statement_timeout={DEADLINE_SECONDS:g}s -c lock_timeout={DEADLINE_SECONDS:g}s "
                "-c idle_in_transaction_session_timeout=30s -c timezone=UTC"
            ),
        },
    )


def _sqlite(url: str, database: str | None) -> Engine:
    if database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=POOL_SIZE,
        pool_timeout=DEADLINE_SECONDS,
        connect_args={"timeout": DEADLINE_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        # The driver must not begin transactions by itself: it would begin deferred ones, and two
        # that both read before they write could then never be let through.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reads_only", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def reader(engine: Engine) -> Engine:
    """The same engine for transactions that only read, and see one moment."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(reads_only=True)
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
