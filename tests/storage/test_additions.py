"""What a transaction only adds is sent at its end, and is there for whoever reads before."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from bot.case.errors import LostRace, StorageAway
from bot.case.identifiers import EscalationId, RequestKey
from bot.case.people import Via
from bot.events import Noted
from bot.notices import LookUp
from bot.ports import Receipt, TimelineEntry
from bot.reminders.timers import Communicate
from storage.statements import AT_ONCE, adding, prepared
from storage.tables import TurnRow
from storage.work import DatabaseStorage
from tests.benchmarks.counting import statements
from tests.conftest import Connect
from tests.support.factories import HERON, NOON, WREN
from tests.support.looking import notices, timers

ONE = EscalationId(1)
KEY = RequestKey("once")
TURN = adding(TurnRow)


def entry(words: str) -> TimelineEntry:
    return TimelineEntry(ONE, NOON, None, Noted(words), Via.TIMER, "")


@pytest.mark.both_databases
def test_several_of_a_table_take_one_statement_and_keep_their_order(
    storage: DatabaseStorage, engine: Engine
) -> None:
    with statements(engine) as found, storage.begin() as work:
        work.timeline.add(entry("first"))
        work.outbox.put(LookUp(WREN))
        work.timeline.add(entry("second"))
        work.outbox.put(LookUp(HERON))
        work.timers.plan([Communicate(NOON, ONE)])
        assert found == []

    assert [sql.split()[2] for sql in found] == ["timeline", "outbox", "timers"]
    assert notices(engine) == [LookUp(WREN), LookUp(HERON)]
    with storage.read() as work:
        assert [e.event for e in work.timeline.of(ONE)] == [Noted("first"), Noted("second")]


@pytest.mark.both_databases
def test_an_insert_is_worked_out_once_for_each_set_of_columns(engine: Engine) -> None:
    row = {"queue": "front", "user_id": WREN, "escalation_id": 1, "run": 1, "at": NOON}
    first = prepared(TURN, engine.dialect, (*row, "struck"), 1)

    assert prepared(TURN, engine.dialect, (*row, "struck"), 1) is first
    assert prepared(TURN, engine.dialect, (*row, "struck"), 2) is not first
    assert prepared(TURN, engine.dialect, tuple(row), 1) is not first
    with pytest.raises(KeyError, match="struck"):
        first.values([row])


@pytest.mark.both_databases
def test_more_rows_than_a_statement_takes_are_all_added_in_their_order(
    storage: DatabaseStorage, engine: Engine
) -> None:
    words = [f"number {n}" for n in range(2 * AT_ONCE + 1)]
    with statements(engine) as found, storage.begin() as work:
        for one in words:
            work.timeline.add(entry(one))

    assert len(found) == 3
    with storage.read() as work:
        assert [e.event for e in work.timeline.of(ONE)] == [Noted(one) for one in words]


@pytest.mark.both_databases
def test_what_no_column_takes_is_raised_and_nothing_of_it_is_added(
    storage: DatabaseStorage, engine: Engine
) -> None:
    with pytest.raises(ValueError, match="surrogates not allowed"), storage.begin() as work:
        work.outbox.put(LookUp(WREN))
        work.requests.keep(RequestKey("half a pair \ud83d"), Receipt(""), NOON)

    assert notices(engine) == []
    with storage.begin() as work:
        work.outbox.put(LookUp(HERON))
    assert notices(engine) == [LookUp(HERON)]


@pytest.mark.both_databases
def test_what_a_transaction_has_added_it_reads(storage: DatabaseStorage) -> None:
    with storage.begin() as work:
        work.timeline.add(entry("first"))
        work.timers.plan([Communicate(NOON, ONE)])

        assert [e.event for e in work.timeline.of(ONE)] == [Noted("first")]
        assert [type(t) for t in work.timers.of_kind(Communicate)] == [Communicate]


@pytest.mark.both_databases
def test_what_was_added_and_then_undone_is_not_there(
    storage: DatabaseStorage, engine: Engine
) -> None:
    with pytest.raises(ZeroDivisionError), storage.begin() as work:
        work.timers.plan([Communicate(NOON, ONE)])
        raise ZeroDivisionError

    assert timers(engine) == []


def test_an_addition_that_is_refused_is_told_as_any_other_statement(
    postgres_url: str, process: Connect
) -> None:
    storage = DatabaseStorage(process(postgres_url, "one"), lambda: NOON)
    with storage.begin() as work:
        work.requests.keep(KEY, Receipt(""), NOON)
    with pytest.raises(LostRace), storage.begin() as work:
        work.outbox.put(LookUp(WREN))
        work.requests.keep(KEY, Receipt(""), NOON)
        work.timers.plan([Communicate(NOON, ONE)])

    with storage.begin() as work:
        assert work.timers.of_kind(Communicate) == []
        work.outbox.put(LookUp(HERON))


def _end_the_others(engine: Engine) -> None:
    """Breaks every connection that is in a transaction."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE state = 'idle in transaction' AND pid <> pg_backend_pid() "
                "AND datname = current_database()"
            )
        )


@pytest.mark.parametrize("way", ["begin", "read"])
def test_what_went_wrong_is_raised_though_it_cant_be_undone_either(
    postgres_url: str, process: Connect, way: str
) -> None:
    storage = DatabaseStorage(process(postgres_url, "one"), lambda: NOON)
    with pytest.raises(ZeroDivisionError), getattr(storage, way)() as work:
        assert work.requests.find(KEY) is None
        _end_the_others(process(postgres_url, "two"))
        raise ZeroDivisionError
    with storage.read() as work:
        assert work.requests.find(KEY) is None


def test_a_connection_that_broke_while_additions_were_sent_is_made_anew(
    postgres_url: str, process: Connect
) -> None:
    engine = process(postgres_url, "one")
    storage = DatabaseStorage(engine, lambda: NOON)
    with pytest.raises(StorageAway), storage.begin() as work:
        assert work.requests.find(KEY) is None
        _end_the_others(process(postgres_url, "two"))
        work.outbox.put(LookUp(WREN))

    with storage.begin() as work:
        work.outbox.put(LookUp(HERON))
    assert notices(engine) == [LookUp(HERON)]
