"""The databases of the measurements, and the settings that decide what they cost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from sqlalchemy import Connection, text

from storage.patience import wait_for
from tests.support import postgres
from tests.support.postgres import Postgres, running_postgres

SHOWN = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
SQLITE = f"{sqlite3.sqlite_version}; journal_mode=WAL, synchronous=FULL, BEGIN IMMEDIATE"


@contextmanager
def durable_postgres() -> Iterator[Postgres]:
    """The tests' PostgreSQL with commits that survive a power cut: theirs are quick and don't."""
    durable = postgres._KEEPER
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        durable = durable.replace(f"{name}=off", f"{name}=on")
    with patch.object(postgres, "_KEEPER", durable), running_postgres() as server:
        shown = settings(server)
        assert "fsync=on" in shown, "commits are to reach the disk"
        yield server


def settings(server: Postgres) -> str:
    """The settings that decide what a commit costs."""
    with server.admin() as admin:
        found = {name: admin.execute(f"SHOW {name}").fetchone() for name in SHOWN}
    values = {name: str(row[0]) if row else "" for name, row in found.items()}
    rest = ", ".join(f"{name}={values[name]}" for name in SHOWN[1:])
    return f"{values['server_version'].split()[0]}; {rest}"


def unlimited(connection: Connection) -> None:
    """Has this connection take its time, until it's given back: a million rows are put in at once."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("SET statement_timeout = 0"))
        wait_for(connection, None)
