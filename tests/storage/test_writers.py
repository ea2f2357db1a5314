"""Those who write to one SQLite file from one process do so in turn; none is refused for the others."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Connection, Engine, event, exc, text

from bot.case.errors import StorageAway
from bot.limits import Limits
from bot.notices import LookUp
from storage.deliveries import DeliveryTable
from storage.engine import connect, reader
from storage.work import DatabaseStorage
from storage.writers import SYNCED_NOW_AND_THEN, QueuedConnection, Writers
from tests.support.factories import NOON, WREN, after
from tests.support.looking import at_once

SOON = 30.0
TURNS = 5
FULL = 2
"""`PRAGMA synchronous`: a commit waits until it is on the disk."""


def queued(writers: Writers, most: float, came: list[int], number: int) -> Thread:
    """A thread that has asked for its turn by the time this returns."""
    asked = len(writers._waiting)

    def ask() -> None:
        if writers.enter(most):
            came.append(number)
            writers.leave()

    thread = Thread(target=ask)
    thread.start()
    while len(writers._waiting) == asked:
        thread.join(0.001)
    return thread


def test_turns_come_in_the_order_in_which_they_were_asked_for() -> None:
    writers, came = Writers(), list[int]()
    assert writers.enter(0)
    threads = [queued(writers, SOON, came, number) for number in range(TURNS)]
    writers.leave()
    for thread in threads:
        thread.join(SOON)

    assert came == list(range(TURNS))
    assert writers.enter(0), "after the last one anybody may"


def test_who_gives_up_leaves_the_queue_to_the_others() -> None:
    writers, came = Writers(), list[int]()
    assert writers.enter(0)
    assert not writers.enter(0.01)
    thread = queued(writers, SOON, came, 1)
    writers.leave()
    thread.join(SOON)

    assert came == [1]
    assert writers.enter(0)


@pytest.fixture
def limits() -> Limits:
    return Limits(database_seconds=SOON)


@pytest.fixture
def file(sqlite_url: str, limits: Limits) -> Iterator[Engine]:
    """An engine whose queue no other test has stood in."""
    engine = connect(sqlite_url, limits)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept (number INTEGER)"))
    yield engine
    engine.dispose()


def keep(connection: Connection, number: int) -> None:
    connection.execute(text("INSERT INTO kept VALUES (:number)"), {"number": number})


def until_somebody_waits(writing: Connection) -> None:
    driver = writing.connection.driver_connection
    assert isinstance(driver, QueuedConnection)
    while not driver.writers._waiting:
        time.sleep(0.001)


def test_who_waits_to_write_is_next_however_often_another_asks_again(file: Engine) -> None:
    has_written = Event()

    def wait_and_write() -> None:
        with file.begin() as connection:
            keep(connection, 0)
        has_written.set()

    waiting, overtaken = Thread(target=wait_and_write), 0
    with file.begin() as connection:
        waiting.start()
        until_somebody_waits(connection)
    while not has_written.is_set():
        with file.begin() as connection:
            keep(connection, 1)
            overtaken += 1
    waiting.join(SOON)

    assert overtaken <= TURNS


def test_many_who_write_at_once_all_do(file: Engine) -> None:
    def write() -> int:
        for number in range(TURNS):
            with file.begin() as connection:
                keep(connection, number)
        return threading.get_ident()

    found = at_once([write] * 16)

    assert not [failure for failure in found if isinstance(failure, Exception)]
    with reader(file).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM kept")).scalar_one() == 16 * TURNS


@pytest.mark.parametrize("limits", [Limits(database_seconds=0.05)])
def test_who_waited_too_long_is_told_and_may_come_again(file: Engine) -> None:
    with file.begin(), pytest.raises(StorageAway, match="others wrote"), file.begin():
        pass
    with file.begin() as connection:
        keep(connection, 1)


@pytest.mark.parametrize("limits", [Limits(database_seconds=0.05)])
def test_a_turn_ends_however_its_transaction_does(file: Engine) -> None:
    with pytest.raises(ZeroDivisionError), file.begin() as connection:
        keep(connection, 1)
        raise ZeroDivisionError
    with pytest.raises(exc.OperationalError), file.begin() as connection:
        connection.execute(text("no SQL at all"))
    with file.connect() as connection:
        keep(connection, 1)
        connection.invalidate()
    locked_by = sqlite3.connect(Path(str(file.url.database)), isolation_level=None)
    with closing(locked_by) as another_process:
        another_process.execute("BEGIN IMMEDIATE")
        with pytest.raises(exc.OperationalError, match="locked"), file.begin():
            pass
    with file.begin() as connection:
        keep(connection, 1)


def test_who_only_reads_waits_for_no_turn(file: Engine) -> None:
    with file.begin() as writing:
        keep(writing, 1)
        with reader(file).connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM kept")).scalar_one() == 0


def test_who_takes_a_row_waits_for_the_disk_and_who_says_what_became_of_it_does_not(
    file: Engine,
) -> None:
    synced: list[int] = []

    def look(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert isinstance(driver, QueuedConnection)
        if driver._has_turn:
            synced.extend(driver.execute("PRAGMA synchronous").fetchone())

    with DatabaseStorage(file, lambda: NOON).begin() as work:
        work.outbox.put(LookUp(WREN))
    deliveries = DeliveryTable(file)
    event.listen(file, "commit", look)
    (parcel,) = deliveries.take(NOON, lease=after(minutes=1) - NOON, limit=1)
    deliveries.done(parcel, NOON)
    with DatabaseStorage(file, lambda: NOON).begin() as work:
        work.outbox.put(LookUp(WREN))

    assert synced == [FULL, SYNCED_NOW_AND_THEN, FULL]
