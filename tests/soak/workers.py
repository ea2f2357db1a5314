"""Two workers that keep time together: threads, or processes, each with a pool of its own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Protocol

from bot.case.errors import StorageAway
from bot.due.timers import run_due
from storage.engine import connect
from storage.work import DatabaseStorage
from tests.soak.town import STARTS

TWO = 2
Ticked = tuple[int, tuple[str, ...]]
"""How many timers were fired, and what went wrong."""


class Workers(Protocol):
    """All of them."""

    def tick(self, now: datetime) -> list[Ticked]:
        """Has each fire what is due, all at once."""
        ...


def tick(storage: DatabaseStorage, now: datetime) -> Ticked:
    """What a worker does each second. A database that is too slow is asked again by the next."""
    try:
        fired = run_due(storage, now)
    except StorageAway:
        return 0, ()
    return fired.count, tuple(repr(failure) for failure in fired.failures)


@contextmanager
def threads(url: str) -> Iterator[Workers]:
    """Two threads of this process."""
    engines = [connect(url) for _ in range(TWO)]
    stores = [DatabaseStorage(engine, lambda: STARTS) for engine in engines]
    with ThreadPoolExecutor(TWO) as pool:

        class Threads:
            def tick(self, now: datetime) -> list[Ticked]:
                return list(pool.map(lambda storage: tick(storage, now), stores))

        yield Threads()
    for engine in engines:
        engine.dispose()


def _work(url: str, pipe: Connection) -> None:
    engine = connect(url)
    storage = DatabaseStorage(engine, lambda: STARTS)
    while (now := pipe.recv()) is not None:
        pipe.send(tick(storage, now))
    engine.dispose()


@contextmanager
def processes(url: str) -> Iterator[Workers]:
    """Two processes, which are told the time."""
    spawned = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        pipes: list[Connection] = []
        for _ in range(TWO):
            ours, theirs = spawned.Pipe()
            child = spawned.Process(target=_work, args=(url, theirs), daemon=True)
            child.start()
            stack.callback(child.join, 30)
            stack.callback(ours.send, None)
            pipes.append(ours)

        class Processes:
            def tick(self, now: datetime) -> list[Ticked]:
                for pipe in pipes:
                    pipe.send(now)
                return [pipe.recv() for pipe in pipes]

        yield Processes()
