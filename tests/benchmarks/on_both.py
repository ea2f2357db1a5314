"""Measurements that tell a small database from a large one, on SQLite and on PostgreSQL."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine

from storage.engine import connect
from tests.benchmarks.databases import SQLITE, durable_postgres, settings
from tests.benchmarks.machine import facts
from tests.benchmarks.sections import PAGE, with_section

T = TypeVar("T")
Machine = Sequence[tuple[str, str]]


def costs(
    folder: Path, sizes: Sequence[int], measured: Callable[[Mapping[int, Engine]], T]
) -> tuple[dict[str, T], str]:
    """What was measured, by database; and the settings of the server. An engine for each size."""
    found: dict[str, T] = {}
    with ExitStack() as stack:
        files = {size: connect(f"sqlite:///{folder / f'{size}.db'}") for size in sizes}
        for engine in files.values():
            stack.callback(engine.dispose)
        found["SQLite"] = measured(files)
    with durable_postgres() as server, ExitStack() as stack:
        shown = settings(server)
        bases = {size: connect(server.url(server.create())) for size in sizes}
        for engine in bases.values():
            stack.callback(engine.dispose)
        found["PostgreSQL"] = measured(bases)
    return found, shown


def write_section(
    program: str,
    about: str | None,
    heading: str,
    found_in: Callable[[Path], tuple[T, str]],
    section: Callable[[Machine, T], str],
) -> None:
    """Measures, prints its section, and puts it into the page (`--out` another one)."""
    parser = argparse.ArgumentParser(prog=program, description=about)
    parser.add_argument("--out", type=Path, default=PAGE)
    options = parser.parse_args()
    machine = [*facts("SQLAlchemy", "psycopg"), ("SQLite", SQLITE)]
    with tempfile.TemporaryDirectory(prefix="escalations-bench-") as name:
        found, server = found_in(Path(name))
    machine.append(("PostgreSQL", server))
    written = section(machine, found)
    print(written)
    page = options.out.read_text(encoding="utf-8")
    options.out.write_text(with_section(page, heading, written), encoding="utf-8")
    print(f"Written: docs/{options.out.name}")
