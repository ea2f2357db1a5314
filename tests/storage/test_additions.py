"""What a transaction only adds is sent at its end, and is there for whoever reads before."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from bot.case.identifiers import EscalationId
from bot.case.people import Via
from bot.events import Noted
from bot.notices import LookUp
from bot.ports import TimelineEntry
from bot.reminders.timers import Communicate
from storage.work import DatabaseStorage
from tests.benchmarks.counting import statements
from tests.support.factories import HERON, NOON, WREN
from tests.support.looking import notices, timers

pytestmark = pytest.mark.both_databases

ONE = EscalationId(1)


def entry(words: str) -> TimelineEntry:
    return TimelineEntry(ONE, NOON, None, Noted(words), Via.TIMER, "")


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


def test_what_a_transaction_has_added_it_reads(storage: DatabaseStorage) -> None:
    with storage.begin() as work:
        work.timeline.add(entry("first"))
        work.timers.plan([Communicate(NOON, ONE)])

        assert [e.event for e in work.timeline.of(ONE)] == [Noted("first")]
        assert [type(t) for t in work.timers.of_kind(Communicate)] == [Communicate]


def test_what_was_added_and_then_undone_is_not_there(
    storage: DatabaseStorage, engine: Engine
) -> None:
    with pytest.raises(ZeroDivisionError), storage.begin() as work:
        work.timers.plan([Communicate(NOON, ONE)])
        raise ZeroDivisionError

    assert timers(engine) == []
