"""What is put to the driver itself is answered as SQLAlchemy would answer it."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import Engine, Integer, bindparam, select, text

from bot.case.identifiers import RequestKey, UserId
from storage.instants import Instant
from storage.questions import ask, question
from storage.statements import adding, columns
from storage.tables import TurnRow
from storage.work import DatabaseStorage
from tests.support.factories import HERON, NOON, WREN

pytestmark = pytest.mark.both_databases
TURNS = columns(TurnRow)
OF = (
    select(TURNS)
    .where(TURNS.c.user_id == bindparam("user"), TURNS.c.struck.is_(False), TURNS.c.run >= 1)
    .order_by(TURNS.c.id.desc())
    .limit(2)
)
TWO_OF = select(TURNS.c.id, TURNS.c.at).where(TURNS.c.at == bindparam("at", type_=Instant))


@pytest.fixture
def turns(storage: DatabaseStorage, engine: Engine) -> None:
    with engine.begin() as connection:
        row = {"queue": "front", "escalation_id": 1, "at": NOON, "struck": False}
        for user, run, struck in ((WREN, 1, False), (WREN, 2, True), (WREN, 3, False)):
            values = row | {"user_id": user, "run": run, "struck": struck}
            connection.execute(adding(TurnRow), [values])


@pytest.mark.usefixtures("turns")
def test_rows_are_those_that_sqlalchemy_gives(engine: Engine) -> None:
    with engine.connect() as connection:
        usual = connection.execute(OF, {"user": WREN}).all()
        found = ask(connection, (OF, {"user": WREN}))

    assert [tuple(row) for row in found] == [tuple(row) for row in usual]
    assert [row.run for row in found] == [3, 1]
    assert found[0].at == NOON
    assert isinstance(found[0].at, datetime)
    assert found[0].at.tzinfo is not None
    assert found[0].struck is False


@pytest.mark.usefixtures("turns")
def test_what_is_given_is_made_what_the_column_holds(engine: Engine) -> None:
    with engine.connect() as connection:
        assert len(ask(connection, (TWO_OF, {"at": NOON}))) == 3
        with pytest.raises(ValueError, match="time zone"):
            ask(connection, (TWO_OF, {"at": NOON.replace(tzinfo=None)}))


@pytest.mark.usefixtures("turns")
def test_nobody_found_is_no_row_and_of_several_the_last_is_answered(engine: Engine) -> None:
    with engine.connect() as connection:
        assert not ask(connection, (OF, {"user": WREN}), (OF, {"user": HERON}))
        assert len(ask(connection, (OF, {"user": HERON}), (OF, {"user": WREN}))) == 2


def test_a_value_that_is_not_given_is_a_bug(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(KeyError, match="user"):
        ask(connection, (OF, {}))


def test_it_is_worked_out_once(engine: Engine) -> None:
    assert question(OF, engine.dialect) is question(OF, engine.dialect)


def test_a_list_is_put_together_each_time_and_so_is_refused(engine: Engine) -> None:
    among = select(TURNS.c.id).where(TURNS.c.run.in_(bindparam("runs", expanding=True)))
    with pytest.raises(AssertionError, match="a list"):
        question(among, engine.dialect)


def test_what_the_database_refuses_is_told_and_the_next_goes_well(
    storage: DatabaseStorage, engine: Engine
) -> None:
    wrong = select(text("nowhere")).select_from(TURNS).where(bindparam("one", type_=Integer) == 1)
    with pytest.raises(Exception, match="nowhere"), engine.connect() as connection:
        ask(connection, (wrong, {"one": 1}))
    with storage.begin() as work:
        assert work.requests.find(RequestKey("key"), UserId(WREN)) is None
