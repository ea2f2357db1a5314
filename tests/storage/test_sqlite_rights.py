"""A SQLite file that may be written to again is, however many connections were made meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.case.errors import StorageAway
from bot.case.identifiers import EscalationId
from bot.notices import Raised
from storage.engine import connect
from storage.tables import OutboxRow
from storage.work import DatabaseStorage
from tests.reliability.without_rights import give_up_rights
from tests.support.factories import NOON, WREN
from tests.support.looking import rows

ONE = EscalationId(1)


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    engine = connect(sqlite_url)
    yield engine
    engine.dispose()


def without_rights(body: Callable[[], None]) -> None:
    """In a thread that gives up root's rights, which each thread has for itself."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            give_up_rights()
            body()
        except BaseException as error:  # for the thread that waits
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


def put(storage: DatabaseStorage) -> None:
    with storage.begin() as work:
        work.outbox.put(Raised(WREN, ONE))


def read(storage: DatabaseStorage) -> None:
    with storage.read() as work:
        work.people.get(WREN)


@pytest.mark.parametrize("unused", [0, 3])
def test_whoever_reads_on_while_it_may_be_written_again_keeps_others_from_it_only_so_long(
    engine: Engine, sqlite_url: str, unused: int
) -> None:
    """SQLite opens the `-shm` once for all of a process: only to read, as long as one is open."""
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    storage = DatabaseStorage(engine, lambda: NOON)

    def body() -> None:
        file.chmod(0o444)
        read(storage)
        engine.dispose()  # what was made beside it stays, with the file's rights of now
        with ExitStack() as readers:
            for _ in range(unused):
                readers.enter_context(storage.read()).people.get(WREN)
        with storage.read() as work:
            work.people.get(WREN)
            file.chmod(0o644)
            with pytest.raises(StorageAway):
                put(storage)
            for _ in range(unused + 2):  # whoever comes next doesn't have it stay open
                with pytest.raises(StorageAway, match="opened anew"):
                    read(storage)
        put(storage)

    without_rights(body)
    assert len(rows(engine, OutboxRow)) == 1
