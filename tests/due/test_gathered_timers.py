"""Reminders that are due at once are fired together, and each of them alone when one fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, event, text

from bot.case.identifiers import EscalationId, RequestKey, UserId
from bot.case.people import Person, Via
from bot.due.timers import PUT_OFF, TOGETHER, run_due
from bot.events import Noted
from bot.notices import LookUp, Reminders
from bot.ports import Receipt, TimelineEntry
from bot.reminders.about import About, RunNumber, Step, Topic
from bot.reminders.timers import PlannedNudge
from storage.tables import TimerRow
from storage.work import DatabaseStorage
from tests.conftest import Connect
from tests.support.factories import CRANE, HERON, NOON, WREN, policy, settle
from tests.support.looking import notices, rows

CASE = EscalationId(1)
CROWD = [UserId(f"U0BIRD{number}") for number in range(3 * TOGETHER)]


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage, policy([HERON, CRANE]))
    run_due(storage, NOON)
    return storage


def is_due(storage: DatabaseStorage, *people: UserId) -> None:
    """Something to remind each of."""
    about = About(Topic.RESOLUTION, Step.MOST)
    with storage.begin() as work:
        work.people.put(Person(user, user) for user in people)
        work.timers.plan(
            PlannedNudge(
                NOON, EscalationId(n), to, about, RunNumber(1), wanted_at=NOON, at_any_hour=True
            )
            for n, to in enumerate(people, 1)
        )


def reminded(engine: Engine) -> list[UserId]:
    return [n.to for n in notices(engine) if isinstance(n, Reminders)]


@pytest.mark.both_databases
def test_reminders_of_many_people_take_few_transactions(
    storage: DatabaseStorage, engine: Engine
) -> None:
    is_due(storage, *CROWD)
    commits: list[Connection] = []

    def count(connection: Connection) -> None:
        commits.append(connection)

    event.listen(engine, "commit", count)
    try:
        fired = run_due(storage, NOON)
    finally:
        event.remove(engine, "commit", count)

    assert (fired.count, fired.failures) == (len(CROWD), ())
    assert reminded(engine) == CROWD
    assert len(commits) == len(CROWD) / TOGETHER + 1, "the last finds nothing more"


REFUSE = {
    "sqlite": """
        CREATE TRIGGER refused BEFORE INSERT ON outbox WHEN NEW.lane = 'to:U0CRANE'
        BEGIN SELECT RAISE(ABORT, 'the disk has a hole here'); END
    """,
    "postgresql": """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the disk has a hole here'; END $$;
        CREATE TRIGGER refused BEFORE INSERT ON outbox FOR EACH ROW
        WHEN (NEW.lane = 'to:U0CRANE') EXECUTE FUNCTION refuse()
    """,
}
AGREE = {"sqlite": "DROP TRIGGER refused", "postgresql": "DROP FUNCTION refuse CASCADE"}


@contextmanager
def refusing(engine: Engine) -> Iterator[None]:
    """A database that refuses what somebody is told."""
    with engine.begin() as connection:
        connection.execute(text(REFUSE[engine.dialect.name]))
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(text(AGREE[engine.dialect.name]))


def test_a_reminder_that_fails_is_undone_alone_and_put_off(
    storage: DatabaseStorage, engine: Engine
) -> None:
    is_due(storage, HERON, CRANE, CRANE, WREN)
    with refusing(engine):
        fired = run_due(storage, NOON)

    assert fired.count == 2
    assert len(fired.failures) == 2
    assert "the disk has a hole here" in str(fired.failures[0])
    assert reminded(engine) == [HERON, WREN]
    left = [(row.person, row.due_at) for row in rows(engine, TimerRow) if row.person]
    assert left == [(CRANE, NOON + PUT_OFF)] * 2
    assert run_due(storage, NOON + PUT_OFF).count == 1
    assert reminded(engine) == [HERON, WREN, CRANE, CRANE], "two cases"


@pytest.mark.both_databases
def test_what_is_done_apart_is_undone_alone(storage: DatabaseStorage, engine: Engine) -> None:
    with storage.begin() as work:
        work.requests.keep(RequestKey("before"), Receipt("kept"), NOON)
        with pytest.raises(ZeroDivisionError), work.apart():
            work.outbox.put(LookUp(WREN))
            raise ZeroDivisionError
        with pytest.raises(ZeroDivisionError), work.apart():
            work.timeline.add(TimelineEntry(CASE, NOON, None, Noted("sent at once"), Via.TIMER, ""))
            assert work.timeline.of(CASE), "asked for, and so sent before the part is undone"
            raise ZeroDivisionError
        assert not work.timeline.of(CASE)
        with work.apart():
            work.outbox.put(LookUp(HERON))

    assert [n for n in notices(engine) if isinstance(n, LookUp)] == [LookUp(HERON)]
    with storage.read() as work:
        assert work.requests.find(RequestKey("before")) == Receipt("kept")


def test_a_reminder_that_another_process_is_firing_is_left_to_it(
    postgres_url: str, process: Connect
) -> None:
    engines = [process(postgres_url, name) for name in ("first", "second")]
    firing, other = (DatabaseStorage(engine, lambda: NOON) for engine in engines)
    settle(firing, policy([HERON, CRANE]))
    run_due(firing, NOON)
    is_due(firing, HERON, CRANE, WREN)
    with firing.begin() as work:
        taken = work.timers.take_due(NOON)
        assert isinstance(taken, PlannedNudge)
        assert taken.to == HERON
        assert run_due(other, NOON).count == 2

    assert reminded(engines[0]) == [CRANE, WREN]
