"""The machine a figure was taken on, and the settings of its databases. No names, no paths."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from unittest.mock import patch

from tests import postgres
from tests.postgres import Postgres, running_postgres

SHOWN = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")


def _field(file: str, name: str) -> str:
    path = Path(file)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found = next((line for line in lines if line.startswith(name)), "")
    return found.partition(":" if ":" in found else "=")[2].strip().strip('"')


def facts() -> list[tuple[str, str]]:
    """What is to be known of the machine and the parts."""
    kilobytes = _field("/proc/meminfo", "MemTotal").partition(" ")[0]
    memory = f"{int(kilobytes) / 1024**2:.0f} GiB" if kilobytes else "unknown"
    parts = ("slack-bolt", "gunicorn", "SQLAlchemy", "psycopg")
    return [
        ("CPU", _field("/proc/cpuinfo", "model name") or platform.machine()),
        ("Cores", str(os.cpu_count())),
        ("Memory", memory),
        ("OS", f"{_field('/etc/os-release', 'PRETTY_NAME')}, kernel {platform.release()}"),
        ("Python", f"{platform.python_implementation()} {platform.python_version()}"),
        ("Parts", ", ".join(f"{part} {version(part)}" for part in parts)),
        ("Load when it began", f"{os.getloadavg()[0]:.1f} (1 minute)"),
        (
            "SQLite",
            f"{sqlite3.sqlite_version}; journal_mode=WAL, synchronous=FULL, BEGIN IMMEDIATE",
        ),
    ]


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
