"""`python -m tests.benchmarks.register`: what it takes to verify a register of a thousand and of a
million decisions, and to add to it, into docs/benchmarks.md."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, insert, text, update

from bot.case.chain import NOTHING_BEFORE, Head, Sort, entry_after
from bot.case.decision import Decision
from bot.case.identifiers import EscalationId, UserId
from bot.reports.proof import verify
from storage.chain import salt, to_values
from storage.engine import connect
from storage.links import ChainReader
from storage.schema import upgrade
from storage.statements import columns
from storage.tables import DecisionRow, RegisterEntryRow, RegisterHeadRow
from storage.work import DatabaseStorage
from tests.benchmarks.counting import Now
from tests.benchmarks.databases import SQLITE, durable_postgres, settings
from tests.benchmarks.machine import facts
from tests.benchmarks.memory import in_a_process_of_its_own, most_memory
from tests.benchmarks.sections import PAGE, REGISTER, with_section
from tests.support.factories import NOON

SMALL, LARGE = 1_000, 1_000_000
AT_ONCE = 20_000
APPENDS = 30
DECISION = Decision(
    0, EscalationId(1), "upheld", "incentivised_reviews", "Incentivised reviews: paid for",
    "A voucher was promised for five stars, as the bill shows. " * 8,
    "We have looked at your review again, and the decision stands. " * 12,
    "email", "", "", UserId("U0HERON"), NOON, 1, facts="The bill says so. " * 10, language="en",
)  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """Of one size: seconds to verify it, the most MiB that the process that did had, and
    milliseconds to add a decision."""

    seconds: float
    memory: float
    append: float


def filled(engine: Engine, count: int) -> DatabaseStorage:
    """A migrated database with a register of so many decisions."""
    upgrade(engine)
    rows: list[Mapping[str, object]] = []
    entries: list[Mapping[str, object]] = []
    head = Head(0, NOTHING_BEFORE)
    for number in range(1, count + 1):
        values = asdict(replace(DECISION, id=number, escalation_id=EscalationId(number)))
        entry = entry_after(head, Sort.DECISION, values, salt)
        head = Head(entry.position, entry.digest)
        rows.append(values | {"territory": []})
        entries.append(to_values(entry))
        if len(rows) == AT_ONCE or number == count:
            with engine.begin() as connection:
                connection.execute(insert(columns(DecisionRow)), rows)
                connection.execute(insert(columns(RegisterEntryRow)), entries)
            rows, entries = [], []
    with engine.begin() as connection:
        end = update(columns(RegisterHeadRow))
        connection.execute(end.values(entries=head.entries, digest=head.digest))
        if engine.dialect.name != "sqlite":
            sequence = "pg_get_serial_sequence('decisions', 'id')"
            connection.execute(text(f"SELECT setval({sequence}, {count})"))
    return DatabaseStorage(engine, Now().now)


def cost(engine: Engine, count: int) -> Cost:
    """What it takes with so many."""
    storage = filled(engine, count)
    url = engine.url.render_as_string(hide_password=False)
    seconds, memory = in_a_process_of_its_own(
        "tests.benchmarks.register", "--verify", url, str(count)
    )
    return Cost(seconds, memory, median(appends(storage)))


def verified(url: str, count: int) -> tuple[float, float]:
    """How many seconds it takes to verify a register that is whole, and the most memory."""
    engine = connect(url)
    started = time.perf_counter()
    with ChainReader(engine).read() as links:
        proof = verify(links.each(), links.head(), links.position_of)
        assert (proof.entries, proof.found, links.unchained()) == (count, None, None)
    return time.perf_counter() - started, most_memory()


def appends(storage: DatabaseStorage) -> Iterator[float]:
    """Milliseconds of transactions that add one decision each."""
    for _ in range(APPENDS):
        started = time.perf_counter()
        with storage.begin() as work:
            work.decisions.add(DECISION)
        yield (time.perf_counter() - started) * 1000


Found = Mapping[str, Mapping[int, Cost]]
"""By database, by how many decisions."""


def costs(folder: Path, large: int) -> tuple[Found, str]:
    """By database and size, and the settings of the server."""
    found: dict[str, dict[int, Cost]] = {"SQLite": {}, "PostgreSQL": {}}
    with durable_postgres() as server:
        shown = settings(server)
        for size in (SMALL, large):
            with ExitStack() as stack:
                file = connect(f"sqlite:///{folder / f'register-{size}.db'}")
                base = connect(server.url(server.create()))
                for name, engine in (("SQLite", file), ("PostgreSQL", base)):
                    stack.callback(engine.dispose)
                    found[name][size] = cost(engine, size)
    return found, shown


HEAD = """
Written by `make bench-register` (`LARGE=` decisions, a million if nothing is said), in one run.
`escalations register verify` on registers of so many decisions, each with 1.5 kB of text: every record is read, its digests are computed, and records
outside of the chain are looked for, by a process of its own. *Memory* is the most that it had, what Python
and the bot take included: it is to be the same for both; *adding one* is a transaction that does nothing else,
the median of {times}.

| | |
|---|---|
{machine}

| | decisions | verified in | a decision | memory | adding one |
|---|--:|--:|--:|--:|--:|
"""


def section(machine: Sequence[tuple[str, str]], found: Found) -> str:
    """The section of the page."""
    lines = "\n".join(f"| {name} | {value} |" for name, value in machine)
    rows = [
        f"| {database} | {size:,} | {c.seconds:.1f} s | {c.seconds / size * 1e6:.0f} µs | "
        f"{c.memory:.0f} MiB | {c.append:.1f} ms |"
        for database, by in found.items()
        for size, c in by.items()
    ]
    return REGISTER + HEAD.format(times=APPENDS, machine=lines) + "\n".join(rows) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.register", description=__doc__)
    parser.add_argument("--print", action="store_true", help="write nothing")
    parser.add_argument("--large", type=int, default=LARGE, help="decisions of the large one")
    parser.add_argument("--verify", nargs=2, metavar=("URL", "COUNT"), help="verify one, in here")
    arguments = parser.parse_args()
    if arguments.verify:
        print(json.dumps(verified(arguments.verify[0], int(arguments.verify[1]))))
        return
    with tempfile.TemporaryDirectory() as folder:
        found, shown = costs(Path(folder), arguments.large)
    machine = [*facts("SQLAlchemy", "psycopg"), ("SQLite", SQLITE), ("PostgreSQL", shown)]
    written = section(machine, found)
    if arguments.print:
        print(written)
    else:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(with_section(page, REGISTER, written), encoding="utf-8")


if __name__ == "__main__":
    main()
