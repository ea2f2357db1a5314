"""What doesn't depend on the machine's speed: statements a submission takes, ticks over many timers."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from bot.identifiers import EscalationId
from bot.reminders import Timer, TimerKind
from bot.timekeeping import run_due
from storage.engine import connect
from storage.schema import upgrade
from storage.work import DatabaseStorage
from tests.benchmarks.apps import prepared, settle
from tests.benchmarks.counting import Now, statements, submit

TIMERS = (1_000, 100_000)
TICKS = 50


def per_submission(url: str) -> list[str]:
    """The statements of one submission, on a prepared database."""
    prepared(url)
    engine = connect(url)
    storage = DatabaseStorage(engine, Now().now)
    submit(storage)
    with statements(engine) as found:
        submit(storage)
    engine.dispose()
    return found


def idle_ticks(folder: Path) -> dict[int, float]:
    """Milliseconds of a tick with nothing due, by how many timers wait; the sizes take turns."""
    engines = {size: connect(f"sqlite:///{folder / f'timers-{size}.db'}") for size in TIMERS}
    stores: dict[int, DatabaseStorage] = {}
    for size, engine in engines.items():
        upgrade(engine)
        stores[size] = DatabaseStorage(engine, Now().now)
        settle(stores[size])
        later = Now().now() + timedelta(days=1)
        run_due(stores[size], Now().now())
        with stores[size].begin() as work:
            work.timers.plan(
                Timer(TimerKind.REMINDER, later + timedelta(seconds=n), EscalationId(n), "")
                for n in range(size)
            )
    taken: dict[int, list[float]] = {size: [] for size in TIMERS}
    for _ in range(TICKS):
        for size, storage in stores.items():
            started = time.perf_counter()
            run_due(storage, Now().now())
            taken[size].append((time.perf_counter() - started) * 1000)
    for engine in engines.values():
        engine.dispose()
    return {size: median(values) for size, values in taken.items()}
