"""A database that is away, stuck or locked is said so in time, and never silently."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Engine, event

from bot.case.errors import CommitInDoubt, StorageAway
from bot.case.identifiers import RequestKey
from bot.casework.transaction import carry_out
from bot.due.timers import run_due
from bot.limits import Limits
from bot.verbs.intake.raise_escalation import open_escalation
from storage.engine import connect
from storage.schema import current
from storage.work import DatabaseStorage
from tests.conftest import Connect
from tests.support.factories import (
    HERON,
    NOON,
    WREN,
    Hand,
    after,
    case,
    open_one,
    person,
    request,
    settle,
)
from tests.support.looking import counts
from tests.support.postgres import Postgres, running_postgres

pytestmark = pytest.mark.both_databases

DEADLINE = 1
SLACK_FOR_A_BUSY_MACHINE = 4


@pytest.fixture
def limits() -> Limits:
    return Limits(database_seconds=DEADLINE)


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage)
    return storage


def is_away_in_time(call: Callable[[], object], deadlines: int = 1) -> None:
    """That this raises StorageAway after so many deadlines at most."""
    start = time.monotonic()
    with pytest.raises(StorageAway):
        call()
    assert time.monotonic() - start < DEADLINE * (deadlines + SLACK_FOR_A_BUSY_MACHINE)


def test_a_case_that_somebody_holds_for_too_long_is_said_to_be_stuck(
    storage: DatabaseStorage, second_engine: Engine
) -> None:
    esc = open_one(storage)
    with DatabaseStorage(second_engine, lambda: NOON).begin() as work:
        work.escalations.get(esc)
        is_away_in_time(lambda: Hand(storage, HERON).claim(esc, after(minutes=1)))
    assert case(storage, esc).owner is None
    Hand(storage, HERON).claim(esc, after(minutes=1))


def test_timers_stop_at_a_database_that_is_stuck_and_go_on_later(
    storage: DatabaseStorage, second_engine: Engine
) -> None:
    esc = open_one(storage)
    with DatabaseStorage(second_engine, lambda: NOON).begin() as work:
        work.escalations.get(esc)
        is_away_in_time(lambda: run_due(storage, after(minutes=15)))
    assert run_due(storage, after(minutes=15)).count == 2


def test_a_sqlite_file_locked_by_somebody_else_is_away(sqlite_url: str, limits: Limits) -> None:
    engine = connect(sqlite_url, limits)
    file = Path(str(engine.url.database))
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        is_away_in_time(lambda: settle(DatabaseStorage(engine, lambda: NOON)))
        other.execute("ROLLBACK")
    settle(DatabaseStorage(engine, lambda: NOON))
    engine.dispose()


def test_a_pool_that_is_used_up_is_away(storage: DatabaseStorage, engine: Engine) -> None:
    most = engine.pool.size() + engine.pool._max_overflow  # type: ignore[attr-defined]
    held = [engine.raw_connection() for _ in range(most)]
    try:
        is_away_in_time(lambda: open_one(storage))
    finally:
        for connection in held:
            connection.close()


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A server that may be stopped."""
    with running_postgres() as server:
        yield server


def until_away(engine: Engine) -> None:
    """A server that is told to stop takes its time on a busy machine."""
    for _ in range(500):
        try:
            current(engine)
        except StorageAway:
            return
        time.sleep(0.02)


def test_a_postgresql_that_was_stopped_is_away(own_postgres: Postgres, limits: Limits) -> None:
    engine = connect(own_postgres.url("postgres"), limits)
    assert current(engine) is None
    os.kill(own_postgres.pid, signal.SIGINT)
    until_away(engine)
    is_away_in_time(lambda: current(engine))
    is_away_in_time(lambda: settle(DatabaseStorage(engine, lambda: NOON)))
    engine.dispose()


def test_a_postgresql_that_accepts_nobody_is_away(own_postgres: Postgres, limits: Limits) -> None:
    engine = connect(own_postgres.url("postgres"), limits)
    frozen = own_postgres.pid
    os.kill(frozen, signal.SIGSTOP)
    try:
        is_away_in_time(lambda: current(engine), deadlines=2)
    finally:
        os.kill(frozen, signal.SIGCONT)
    assert current(engine) is None
    engine.dispose()


def kill_backends(postgres: Postgres, url: str) -> None:
    with postgres.admin() as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [url.partition("@/")[2].partition("?")[0]],
        )


@pytest.fixture
def on_postgres(postgres_url: str, process: Connect) -> DatabaseStorage:
    storage = DatabaseStorage(process(postgres_url, "first"), lambda: NOON)
    settle(storage)
    return storage


def test_a_connection_that_died_in_the_pool_is_replaced_unnoticed(
    on_postgres: DatabaseStorage, postgres: Postgres, postgres_url: str
) -> None:
    kill_backends(postgres, postgres_url)
    assert open_one(on_postgres) == 1


def test_a_connection_that_dies_before_the_commit_has_stored_nothing(
    on_postgres: DatabaseStorage, postgres: Postgres, postgres_url: str
) -> None:
    with pytest.raises(StorageAway) as away, on_postgres.begin() as work:
        work.people.put([person(WREN)])
        kill_backends(postgres, postgres_url)
        work.people.get(HERON)
        work.people.names([WREN])
    assert not isinstance(away.value, CommitInDoubt)


def test_a_connection_that_dies_at_the_commit_leaves_it_in_doubt_and_repeating_is_safe(
    on_postgres: DatabaseStorage, postgres: Postgres, postgres_url: str
) -> None:
    once = RequestKey("view:V1")
    event.listen(
        on_postgres._engine,
        "commit",
        lambda _connection: kill_backends(postgres, postgres_url),
        once=True,
    )
    with pytest.raises(CommitInDoubt), on_postgres.begin() as work:
        work.requests.keep(once, open_escalation(work, request(), NOON), NOON)
    done = carry_out(on_postgres, once, lambda work: open_escalation(work, request(), NOON), NOON)
    assert done.escalation_id == 1


def test_a_request_that_waits_in_line_and_gets_its_turn_is_done(
    storage: DatabaseStorage, second_engine: Engine
) -> None:
    esc, held = open_one(storage), Event()

    def hold() -> None:
        with DatabaseStorage(second_engine, lambda: NOON).begin() as work:
            work.escalations.get(esc)
            held.set()
            time.sleep(DEADLINE / 10)

    holder = Thread(target=hold)
    holder.start()
    held.wait()
    Hand(storage, HERON).claim(esc, after(minutes=1))
    holder.join()
    assert case(storage, esc).owner == HERON


def test_what_was_refused_by_a_stuck_database_left_nothing_behind(
    storage: DatabaseStorage, second_engine: Engine, engine: Engine
) -> None:
    before = counts(engine)
    with DatabaseStorage(second_engine, lambda: NOON).begin() as work:
        work.escalations.next_id()
        is_away_in_time(lambda: open_one(storage))
    after_all = counts(engine)
    assert after_all == before
