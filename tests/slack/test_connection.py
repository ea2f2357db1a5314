"""What is held back for long is told once, whichever process has noted it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from queue import Queue

import pytest
from slack_sdk import WebClient
from sqlalchemy import Engine

from bot.limits import Limits
from bot.notices import Hindered
from bot.ports import SLACK
from handlers.delivery.connection import TELL_AFTER, Connection
from sandbox import Sandbox
from storage.deliveries import DeliveryTable
from storage.outbox import NOTICES
from storage.tables import OutboxRow
from storage.work import DatabaseStorage
from tests.support.factories import NOON, STORK, WREN, settle
from tests.support.looking import rows


class Machine:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def deliveries(engine: Engine) -> DeliveryTable:
    return DeliveryTable(engine)


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    with Sandbox() as slack:
        yield slack


@pytest.fixture
def connection(
    slack: Sandbox, storage: DatabaseStorage, deliveries: DeliveryTable, machine: Machine
) -> Connection:
    settle(storage)
    token = slack.environment()["SLACK_BOT_TOKEN"]
    client = WebClient(token, base_url=slack.api_url, timeout=5, retry_handlers=[])
    return Connection(client, storage, deliveries, (machine, machine), Limits())


def told(engine: Engine) -> list[Hindered]:
    notices = [NOTICES.validate_json(row.notice) for row in rows(engine, OutboxRow)]
    return [notice for notice in notices if isinstance(notice, Hindered)]


def test_a_channel_that_is_held_back_for_a_minute_is_told_to_each_manager_once(
    connection: Connection, machine: Machine, engine: Engine, storage: DatabaseStorage
) -> None:
    with storage.begin() as work:
        work.outbox.put(Hindered(WREN, "C0OTHER", "ratelimited", NOON.isoformat(), ""))
    before = len(told(engine))
    assert connection.hinders("C0EXEC", "ratelimited")
    connection.watch()
    machine.time = NOON + TELL_AFTER
    connection.watch()
    assert len(told(engine)) == before, "not yet"
    machine.time += timedelta(seconds=5)
    connection.watch()
    connection.watch()
    assert told(engine)[before:] == [Hindered(STORK, "C0EXEC", "ratelimited", NOON.isoformat(), "")]


def test_a_limit_that_nothing_waits_for_any_more_is_forgotten(
    connection: Connection, deliveries: DeliveryTable
) -> None:
    connection.hinders("C0EXEC", "ratelimited")
    connection.watch()
    assert deliveries.hindrances() == []


def test_of_a_slack_that_was_away_for_long_the_managers_learn_at_its_return(
    connection: Connection, machine: Machine, deliveries: DeliveryTable, engine: Engine
) -> None:
    deliveries.hinder(SLACK, "TimeoutError", NOON)
    machine.time = NOON + timedelta(minutes=5)
    connection.watch()
    assert told(engine) == [
        Hindered(STORK, SLACK, "TimeoutError", NOON.isoformat(), machine.time.isoformat())
    ]
    assert deliveries.hindrances() == []


@pytest.mark.parametrize(("error", "says"), [("TimeoutError", False), ("invalid_auth", True)])
def test_of_a_moment_they_learn_only_where_it_was_the_token(
    connection: Connection,
    machine: Machine,
    deliveries: DeliveryTable,
    engine: Engine,
    error: str,
    says: bool,
) -> None:
    deliveries.hinder(SLACK, error, NOON)
    machine.time = NOON + timedelta(seconds=4)
    connection.answered()
    assert bool(told(engine)) == says


def test_what_is_unforeseen_at_its_return_does_not_end_the_watch(
    slack: Sandbox, connection: Connection
) -> None:
    """Else the next time that Slack is away would never be over."""
    turns, returns = count(1), Queue[int]()

    def trip() -> None:
        turn = next(turns)
        returns.put(turn)
        if turn == 1:
            raise RuntimeError("nobody foresaw this")

    connection.on_back(trip)
    connection.start()
    try:
        for number in (1, 2):
            slack.trouble.fail("auth.test", "token_revoked", 1)
            assert connection.fails(is_token=True)
            assert returns.get(timeout=20) == number, "it never looks again"
    finally:
        connection.stop()
