"""The connection to the database: SQLite by default, PostgreSQL for several processes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry

DEADLINE_SECONDS = 2
"""How long anything may wait for the database: below Slack's 3 s for an ack."""
POOL_SIZE = 16
"""Threads that answer requests, deliver, and keep time, together, with some to spare."""


def connect(url: str) -> Engine:
    """An engine for this URL. Nothing is connected yet; the folder of a SQLite file is made."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, parsed.database)
    engine = create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=4,
        pool_timeout=DEADLINE_SECONDS,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": DEADLINE_SECONDS,
            "application_name": "escalations",
            "options": (
                f"-c statement_timeout={DEADLINE_SECONDS}s -c lock_timeout={DEADLINE_SECONDS}s "
                "-c idle_in_transaction_session_timeout=30s -c timezone=UTC"
            ),
        },
    )
    return engine


def _sqlite(url: str, database: str | None) -> Engine:
    if database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
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
