"""What PostgreSQL has planned for a connection is kept, whatever is read on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from bot.limits import Limits
from storage import schema
from storage.engine import connect
from storage.links import ChainReader
from storage.register import Register
from storage.work import DatabaseStorage
from tests.support.factories import NOON, WREN

OFTEN = 6
"""After five times psycopg has a statement planned."""


@pytest.fixture
def only(postgres_url: str) -> Iterator[Engine]:
    """A pool that has one connection."""
    engine = connect(postgres_url, Limits(database_connections=1))
    yield engine
    engine.dispose()


def planned(engine: Engine) -> set[str]:
    """By what name the server has each plan of the connection."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name FROM pg_prepared_statements").all()
        connection.commit()
    return {row.name for row in rows}


def read_somebody(engine: Engine) -> None:
    with DatabaseStorage(engine, lambda: NOON).read() as work:
        assert work.people.get(WREN) is None


def read_the_register(engine: Engine) -> None:
    with Register(engine).read():
        pass


def read_the_chain(engine: Engine) -> None:
    with ChainReader(engine).read() as links:
        links.head()


@pytest.mark.parametrize(
    "read", [read_somebody, read_the_register, read_the_chain, schema.current, schema.check]
)
def test_who_reads_leaves_the_plans_there_are(only: Engine, read: Callable[[Engine], None]) -> None:
    for _ in range(OFTEN):
        read_somebody(only)
    before = planned(only)
    assert before
    read(only)

    assert planned(only) >= before
