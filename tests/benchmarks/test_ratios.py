"""What a slow day of the machine can't change: statements, calls and plans, never times."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event

from bot.case.identifiers import EscalationId
from bot.due.timers import run_due
from handlers.slack.contract.answers import Nothing
from storage.deliveries import DeliveryTable
from storage.work import DatabaseStorage
from tests.benchmarks.apps import settle
from tests.benchmarks.counting import Now, statements, submit
from tests.benchmarks.journey import PRESSED, escalation, playing
from tests.benchmarks.sweep import DUE, fall_due, filled
from tests.benchmarks.taking import LEASE, put_one
from tests.benchmarks.taking import filled as filled_outbox
from tests.support.plans import Values, executed, explained

STATEMENTS = {"sqlite": 12, "postgresql": 13}
"""PostgreSQL is asked for its subjects' locks beside: SQLite has one writer."""
ROUND_TRIPS = 5
"""Of a submission on PostgreSQL, beside committing: what it adds goes in one, and locks of subjects go
with the look for cases about them."""
TICK_STATEMENTS = {"sqlite": 48, "postgresql": 53}
"""Of a tick that reminds a hundred people. PostgreSQL is told in each of five transactions, on the way,
to plan once."""
RATIO = 1.3
CALLS = 12
"""Two forms; five messages and two replies in the thread; three edits of notes that are settled. The
card is edited by the addresses that came with presses on it (decision 47)."""


@pytest.mark.both_databases
def test_a_submission_takes_few_statements(engine: Engine, storage: DatabaseStorage) -> None:
    settle(storage)
    submit(storage)
    with statements(engine) as found:
        answer = submit(storage)
    assert isinstance(answer, Nothing), "the form closes"
    with storage.read() as work:
        assert work.escalations.peek(EscalationId(2)) is not None
    assert len(found) <= STATEMENTS[engine.dialect.name], "\n".join(found)
    additions = [sql for sql in found if sql.startswith("INSERT")]
    assert found[-len(additions) :] == additions, "what is added is sent together, at the end"
    along = [sql for sql in found if "pg_advisory_xact_lock" in sql]
    assert len(found) - len(additions) - len(along) + 1 <= ROUND_TRIPS, "\n".join(found)


@pytest.mark.both_databases
def test_reminding_a_hundred_people_takes_few_statements(engine: Engine) -> None:
    now = Now().now()
    storage = filled(engine, 1_000, now)
    fall_due(storage, now)
    with statements(engine) as found:
        assert run_due(storage, now).count == DUE
    assert len(found) <= TICK_STATEMENTS[engine.dialect.name], "\n".join(found)


def test_an_escalation_takes_few_calls(tmp_path: Path) -> None:
    with playing(tmp_path) as slack:
        made = escalation(slack, 1)
    counts = Counter(call.method for call in made)
    opened = counts["conversations.open"]
    assert opened == 2, "the requester's and the specialist's, once"
    assert counts[PRESSED] == 3, "claimed, decided, communicated on the card"
    assert len(made) - opened - counts[PRESSED] == CALLS, "\n".join(
        f"{m.method}: {m.purpose}" for m in made
    )


def plans_of_ticks(engine: Engine, storage: DatabaseStorage) -> dict[str, str]:
    """How the database goes about each statement that has to do with timers."""
    now = Now().now()
    fall_due(storage, now)
    with executed(engine) as found:
        assert run_due(storage, now).count == DUE
    return {
        sql: explained(engine, sql, given)
        for sql, given in found.items()
        if "timers" in sql and not sql.startswith("INSERT")
    }


@pytest.mark.both_databases
def test_each_statement_of_a_tick_goes_by_an_index(engine: Engine) -> None:
    storage = filled(engine, 2_000, Now().now())
    plans = plans_of_ticks(engine, storage)

    assert len(plans) == 5, "the next of a case, of a person, others, what all are to read, done"
    for sql, plan in plans.items():
        assert "SCAN timers" not in plan, f"{sql}\n{plan}"
        assert "Seq Scan" not in plan, f"{sql}\n{plan}"
        assert "index" in plan.lower() or "PRIMARY KEY" in plan, f"{sql}\n{plan}"
    for first in (plan for sql, plan in plans.items() if "LIMIT" in sql):
        assert "timers_by_due" in first
        assert "Sort" not in first, first
        assert "TEMP B-TREE" not in first, first


def steps_on_sqlite(connection: Connection, steps: list[int]) -> None:
    """Counts what SQLite's machine does for what comes next."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_progress_handler(lambda: steps.append(1), 1)


def rows_on_postgres(engine: Engine, sql: str, given: Values) -> int:
    """How many rows PostgreSQL looks at for a statement, the ones it then leaves out as well."""
    told = explained(engine, sql, given, carried_out=True)
    seen = re.findall(r"rows=([\d.]+) loops=(\d+)", told)
    left_out = re.findall(r"Rows Removed by Filter: (\d+)", told)
    return round(sum(float(n) * int(loops) for n, loops in seen) + sum(map(int, left_out)))


def take_one(deliveries: DeliveryTable, now: datetime) -> None:
    (taken,) = deliveries.take(now, lease=LEASE, limit=8)
    deliveries.done(taken, now)


def work_of_taking(engine: Engine, deliveries: DeliveryTable, now: datetime) -> int:
    """What the database does to find the one row that is due."""
    put_one(engine, now)
    if engine.dialect.name != "sqlite":
        with executed(engine) as found:
            take_one(deliveries, now)
        # With one due again.
        put_one(engine, now)
        asked = [(sql, given) for sql, given in found.items() if sql.startswith("SELECT")]
        assert asked
        done = [rows_on_postgres(engine, sql, given) for sql, given in asked]
        take_one(deliveries, now)
        return sum(done)
    steps: list[int] = []

    def count(connection: Connection, *_rest: object) -> None:
        steps_on_sqlite(connection, steps)

    event.listen(engine, "before_cursor_execute", count)
    try:
        (taken,) = deliveries.take(now, lease=LEASE, limit=8)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    deliveries.done(taken, now)
    return len(steps)


@pytest.mark.both_databases
def test_to_take_from_the_outbox_costs_what_is_due_and_not_what_is_pending(engine: Engine) -> None:
    now = Now().now()
    work = [work_of_taking(engine, filled_outbox(engine, size, now), now) for size in (100, 5_000)]

    assert work[0]
    assert work[1] / work[0] <= RATIO
