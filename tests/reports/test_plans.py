"""What is read of a period goes by an index, on both databases: it costs what the period holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, event

from bot.case.states import UNFINISHED
from bot.figures.kpis import KPIS, Scope
from bot.ports import CaseFilter
from bot.reports.asked import Asked
from storage.register import Register
from storage.work import DatabaseStorage
from tests.reports.histories import NOW, START, made, made_before, put
from tests.support.factories import HERON, WREN

pytestmark = pytest.mark.both_databases

A_DAY = (START, START + timedelta(days=1))
GROW = (
    "escalations",
    "timeline",
    "clock_events",
    "decisions",
    "communications",
    "effects",
    "appeals",
    "imported_decisions",
)
"""The tables that grow with each case."""
SCANNED = re.compile(rf"(?:SCAN|Seq Scan on) (?:{'|'.join(GROW)})\b(?! USING INDEX)")


@contextmanager
def plans(engine: Engine) -> Iterator[list[str]]:
    """How the database goes about each statement meanwhile."""
    found: list[str] = []

    def explain(
        connection: Connection, _cursor: object, sql: str, given: object, _c: object, _many: bool
    ) -> None:
        if not sql.startswith(("SELECT", "WITH")):
            return
        asked = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        if connection.dialect.name != "sqlite":
            # So few rows are quicker to read than any index: what can be done is asked, not what is.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        rows = connection.exec_driver_sql(f"{asked} {sql}", given)  # type: ignore[arg-type]
        found.append("\n".join([sql, *(str(row[-1]) for row in rows)]))

    event.listen(engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", explain)


def test_what_is_of_a_day_is_found_by_an_index(engine: Engine) -> None:
    put(engine, made(1), made_before(1))
    register, scope, asked = Register(engine), Scope(NOW, *A_DAY), Asked(*A_DAY)
    with plans(register._engine) as found, register.read() as books:
        assert len(books.figures.of(scope)) == len(KPIS)
        for read in (books.vendors, books.arrivals, books.causes):
            list(read(scope))
        for lines in (books.complaints, books.lines, books.restrictions, books.feedback):
            list(lines(asked))

    assert len(found) > len(KPIS) - 2, "a statement each, but for what there are no records of"
    assert not [plan for plan in found if SCANNED.search(plan)]


def test_what_somebody_has_or_had_closed_lately_is_found_without_all_they_ever_had(
    engine: Engine,
) -> None:
    put(engine, made(1))
    storage, lately = DatabaseStorage(engine, lambda: NOW), NOW - timedelta(days=14)
    with plans(engine) as found, storage.read() as work:
        work.escalations.find(CaseFilter(takes_part=WREN, closed_since=lately), limit=5)
        work.escalations.load([HERON])
        work.escalations.find(CaseFilter(states=UNFINISHED, asked=HERON), limit=5)

    closed, held, _ = found
    assert "escalations_by_closing" in closed
    assert re.search(r"escalations_by_(owner|state)", held)
    assert not re.search(r"escalations_by_owner \(owner=\?\)", held), "all that was ever theirs"
    assert not [plan for plan in found if SCANNED.search(plan)]


def test_a_digest_counts_by_an_index(engine: Engine) -> None:
    put(engine, made(1))
    storage = DatabaseStorage(engine, lambda: NOW)
    with plans(engine) as found, storage.read() as work:
        work.digests.opened(["legal"], *A_DAY)
        work.digests.decided(["legal"], *A_DAY)
        work.digests.key_figures(Scope(NOW, *A_DAY), ["sla_first_response", "sla_resolution"])

    assert len([plan for plan in found if "count" in plan or "sum" in plan]) == 4
    assert not [plan for plan in found if SCANNED.search(plan)]
