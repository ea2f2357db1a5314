"""What it costs to take from the outbox what is due, with few and with many rows pending."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, insert, text

from bot.case.identifiers import EscalationId, UserId
from bot.notices import CardChanged, MemberLeft
from storage.deliveries import DeliveryTable
from storage.engine import connect
from storage.outbox import values_of
from storage.schema import upgrade
from storage.tables import OutboxRow
from storage.work import DatabaseStorage
from tests.benchmarks.counting import Now
from tests.benchmarks.databases import unlimited
from tests.support.postgres import Postgres

FEW, MANY = 100, 100_000
TURNS = 200
AT_ONCE = 20_000
LEASE = timedelta(seconds=30)
LATER = timedelta(hours=1)
TOLD = MemberLeft(UserId("U0BADGER"), UserId("U0OTTER"), ())


@dataclass(frozen=True)
class Cost:
    """Milliseconds, medians, by how many are pending: with nothing due, and with one row."""

    idle: Mapping[int, float]
    one: Mapping[int, float]


def pending(count: int, now: datetime) -> Iterator[dict[str, object]]:
    """Half of them are cards that are tried again later, the others the changes behind these."""
    for number in range(count):
        row = values_of(CardChanged(EscalationId(number // 2 + 1)), now)
        if number % 2 == 0:
            row |= {"next_try_at": now + LATER, "attempts": 3, "first_tried_at": now}
        yield row


def filled(engine: Engine, count: int, now: datetime) -> DeliveryTable:
    """A migrated database with so many rows pending, none of which may go."""
    upgrade(engine)
    left = pending(count, now)
    while rows := list(islice(left, AT_ONCE)):
        with engine.begin() as connection:
            connection.execute(insert(OutboxRow), rows)
    deliveries = DeliveryTable(engine)
    assert not deliveries.take(now, lease=LEASE, limit=8), "each waits, or stands behind one"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # What autovacuum sees to where a bot runs; the tests' server has none.
        words = "ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE outbox"
        unlimited(connection)
        connection.execute(text(words))
    return deliveries


def put_one(engine: Engine, now: datetime) -> None:
    """One that is due at once."""
    with DatabaseStorage(engine, lambda: now).begin() as work:
        work.outbox.put(TOLD)


def take(deliveries: DeliveryTable, now: datetime, due: int) -> float:
    """Milliseconds of taking, where so many are due. What was taken is then done."""
    started = time.perf_counter()
    taken = deliveries.take(now, lease=LEASE, limit=8)
    spent = (time.perf_counter() - started) * 1000
    assert len(taken) == due, "what is due is taken, and nothing else"
    for parcel in taken:
        deliveries.done(parcel, now)
    return spent


def measured(engines: Mapping[int, Engine], turns: int = TURNS) -> Cost:
    """The sizes take turns."""
    now = Now().now()
    tables = {size: filled(engine, size, now) for size, engine in engines.items()}
    idle: dict[int, list[float]] = {size: [] for size in tables}
    one: dict[int, list[float]] = {size: [] for size in tables}
    for _ in range(turns):
        for size, table in tables.items():
            idle[size].append(take(table, now, 0))
            put_one(engines[size], now)
            one[size].append(take(table, now, 1))
    return Cost(_medians(idle), _medians(one))


def _medians(taken: Mapping[int, Sequence[float]]) -> dict[int, float]:
    return {size: median(values) for size, values in taken.items()}


def on_sqlite(folder: Path) -> Cost:
    """On files of their own."""
    with ExitStack() as stack:
        files = {size: connect(f"sqlite:///{folder / f'outbox-{size}.db'}") for size in (FEW, MANY)}
        for engine in files.values():
            stack.callback(engine.dispose)
        return measured(files)


def on_postgres(server: Postgres) -> Cost:
    """On databases of their own."""
    with ExitStack() as stack:
        bases = {size: connect(server.url(server.create())) for size in (FEW, MANY)}
        for engine in bases.values():
            stack.callback(engine.dispose)
        return measured(bases)
