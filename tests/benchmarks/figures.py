"""`python -m tests.benchmarks.figures`: what managers read, over three years with a million closed
escalations and with the newest ten thousand of them, into docs/benchmarks.md."""

from __future__ import annotations

import argparse
import gc
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import Engine

from bot.case.identifiers import UserId
from bot.casework.viewer import Viewer
from bot.figures.kpis import Scope
from bot.reports.dsa import Report, Year
from bot.reports.formats import rendered
from bot.reports.register import COLUMNS
from bot.views.board import board_view, managed_queues
from bot.views.digest import digest_now
from bot.views.home import home_of
from storage.engine import connect
from storage.register import Register
from storage.schema import current
from storage.work import DatabaseStorage
from tests.benchmarks.databases import SQLITE, durable_postgres, settings
from tests.benchmarks.machine import facts
from tests.benchmarks.memory import in_a_process_of_its_own, most_memory
from tests.benchmarks.sections import FIGURES, PAGE, with_section
from tests.benchmarks.three_years import NOW, START, Sizes, filled

SMALL, LARGE, OPEN = 10_000, 1_000_000, 5_000
OFTEN, SELDOM, ONCE = 7, 3, 1
MANAGER, SPECIALIST = UserId("U0OWL"), UserId("U0HERON")
QUARTER = NOW - timedelta(days=91)


class Read:
    """One database, and what is read of it."""

    def __init__(self, engine: Engine) -> None:
        self._register = Register(engine)
        self._storage = DatabaseStorage(engine, lambda: NOW)

    def digest(self) -> None:
        with self._storage.read() as work:
            assert digest_now(work, MANAGER, NOW).figures.stands.open == OPEN

    def board(self) -> None:
        with self._storage.read() as work:
            viewer = Viewer(work, MANAGER)
            managed = managed_queues(work, viewer.policy, MANAGER)
            assert board_view(work, viewer, managed, NOW).total.open == OPEN

    def home(self) -> None:
        with self._storage.read() as work:
            assert home_of(work, SPECIALIST, NOW).held.total

    def quarter(self) -> None:
        self._kpis(Scope(NOW, QUARTER, NOW))

    def all_years(self) -> None:
        self._kpis(Scope(NOW, START, NOW))

    def _kpis(self, scope: Scope) -> None:
        with self._register.read() as books:
            assert books.figures.of(scope)

    def dsa(self) -> None:
        with self._register.read() as books:
            asked = books.asked(date(NOW.year, 1, 1), date(NOW.year, 12, 31))
            assert asked.since is not None, "a year has both"
            assert asked.until is not None, "a year has both"
            counted = Report(Year(NOW.year, asked.since, asked.until), "")
            for complaint in books.complaints(asked):
                counted.add(complaint)
            assert next(counted.rows())["Value"]


WHAT: Mapping[str, tuple[Callable[[Read], None], int]] = {
    "digest of eight days": (Read.digest, OFTEN),
    "board": (Read.board, OFTEN),
    "App Home of a specialist": (Read.home, OFTEN),
    "`report kpi` of a quarter": (Read.quarter, SELDOM),
    "`report kpi` of three years": (Read.all_years, ONCE),
    "`report dsa` of a year": (Read.dsa, SELDOM),
}
Times = Mapping[str, Mapping[int, float]]
"""Milliseconds, by what is read and how many are closed."""


def measured(readers: Mapping[int, Read], clock: Callable[[], float]) -> Times:
    """The sizes take turns, after one turn that isn't counted but where there is one."""
    found: dict[str, dict[int, float]] = {}
    for what, (read, times) in WHAT.items():
        taken: dict[int, list[float]] = {size: [] for size in readers}
        for turn in range(0 if times == ONCE else -1, times):
            for size, reader in readers.items():
                # Else a full collection is due with every other reading: always that of one size.
                gc.collect()
                started = clock()
                read(reader)
                if turn >= 0:
                    taken[size].append((clock() - started) * 1000)
        found[what] = {size: median(each) for size, each in taken.items()}
        print(f"{what}: {found[what]}", flush=True)
    return found


def exported(url: str) -> tuple[float, float]:
    """How many seconds a full export of the register takes, and the most memory of who does it."""
    engine = connect(url)
    started = time.perf_counter()
    with Register(engine).read() as books, Path(os.devnull).open("w", encoding="utf-8") as sink:
        pieces = rendered(books.lines(books.asked(None, None)), COLUMNS, "csv")
        sink.writelines(piece for piece, _ in pieces)
    return time.perf_counter() - started, most_memory()


Exports = Mapping[int, tuple[float, float]]


def costs(
    urls: Mapping[int, str], closed: int, seed: int, clock: Callable[[], float]
) -> tuple[Times, Exports]:
    """Fills a database of each size (one that is filled stays), reads all there is to read, and
    exports it."""
    with ExitStack() as stack:
        readers: dict[int, Read] = {}
        for size, url in urls.items():
            engine = connect(url)
            stack.callback(engine.dispose)
            started = time.perf_counter()
            if current(engine) is None:
                filled(engine, Sizes(closed, size, OPEN, seed))
            taken = time.perf_counter() - started
            print(f"{engine.dialect.name}, {size:,}: {taken:.0f} s to fill", flush=True)
            readers[size] = Read(engine)
        times = measured(readers, clock)
    program = "tests.benchmarks.figures"
    return times, {n: in_a_process_of_its_own(program, "--export", u) for n, u in urls.items()}


HEAD = """
Written by `make bench-figures` (`LARGE=` closed ones, a million if nothing is said), in one run. {large:,}
escalations were closed in three years, and {open:,} are open; beside it a database with the newest {small:,}
of the same and the same open ones. The last eleven days, their digest, the board and App Home hold the same in
both: what they cost is to depend on that and not on how much the database holds (aim: at most 1.3 times). A
quarter, three years and a year hold more in the larger one, and cost more. The sizes take turns; each
figure is the median of {often}, of a quarter and a year {seldom}, that of three years is one. Read the ratios: the milliseconds are this machine's.

| | |
|---|---|
{machine}

| | {small:,} closed | {large:,} closed | ratio |
|---|--:|--:|--:|
"""
EXPORT = """
A full export (`report decisions`) by a process of its own, which holds no more for being longer:

| | decisions | written in | a decision | most memory |
|---|--:|--:|--:|--:|
"""
TAIL = "\n`tests/reports/test_plans.py` keeps that what is of a period goes by an index.\n"


def section(
    machine: Sequence[tuple[str, str]], found: Mapping[str, tuple[Times, Exports]], seed: int
) -> str:
    """The section of the page."""
    lines = "\n".join(f"| {n} | {value} |" for n, value in (*machine, ("Seed", seed)))
    rows, exports = [], []
    sizes: tuple[int, ...] = (SMALL, LARGE)
    for database, (times, written) in found.items():
        sizes = tuple(sorted(written))
        small, large = sizes[0], sizes[-1]
        rows += [
            f"| {database}, {what} | {by[small]:,.0f} ms | {by[large]:,.0f} ms | "
            f"{by[large] / by[small]:.2f} |"
            for what, by in times.items()
        ]
        exports += [
            f"| {database} | {size:,} | {seconds:.1f} s | {seconds / size * 1e6:.0f} µs | "
            f"{memory:.0f} MiB |"
            for size, (seconds, memory) in written.items()
        ]
    head = HEAD.format(
        large=sizes[-1], small=sizes[0], open=OPEN, often=OFTEN, seldom=SELDOM, machine=lines
    )
    return FIGURES + head + "\n".join(rows) + "\n" + EXPORT + "\n".join(exports) + "\n" + TAIL


@contextmanager
def databases(only: str, folder: Path, sizes: Sequence[int]) -> Iterator[dict[str, dict[int, str]]]:
    """The addresses of empty ones, by name and size."""
    found: dict[str, dict[int, str]] = {}
    with ExitStack() as stack:
        if only != "postgresql":
            found["SQLite"] = {size: f"sqlite:///{folder / f'{size}.db'}" for size in sizes}
        if only != "sqlite":
            server = stack.enter_context(durable_postgres())
            found["PostgreSQL"] = {size: server.url(server.create()) for size in sizes}
            found["settings"] = {0: settings(server)}
        yield found


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.figures", description=__doc__)
    parser.add_argument("--print", action="store_true", help="write nothing")
    parser.add_argument("--large", type=int, default=LARGE, help="closed ones of the large one")
    parser.add_argument("--small", type=int, default=SMALL, help="closed ones of the small one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("sqlite", "postgresql"), default="")
    parser.add_argument("--folder", type=Path, help="keep SQLite's files here, to read them again")
    parser.add_argument(
        "--cpu", action="store_true", help="SQLite in processor time, where others use the machine"
    )
    parser.add_argument("--export", metavar="URL", help="export one, in here")
    asked = parser.parse_args()
    if asked.export:
        print(json.dumps(exported(asked.export)))
        return
    machine = [*facts("SQLAlchemy", "psycopg"), ("SQLite", SQLITE)]
    machine += [("Times", "of the processor: others used the machine")] if asked.cpu else []
    clock = time.process_time if asked.cpu else time.perf_counter
    sizes = (asked.small, asked.large)
    with (
        tempfile.TemporaryDirectory() as folder,
        databases(asked.only, asked.folder or Path(folder), sizes) as there,
    ):
        machine += [("PostgreSQL", shown) for shown in there.pop("settings", {}).values()]
        found = {name: costs(urls, asked.large, asked.seed, clock) for name, urls in there.items()}
    written = section(machine, found, asked.seed)
    print(written)
    if not asked.print:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(with_section(page, FIGURES, written), encoding="utf-8")


if __name__ == "__main__":
    main()
