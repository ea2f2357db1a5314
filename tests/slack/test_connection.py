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
from tests.support.factories import NOON, STORK, WREN, policy, settle
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
def limits() -> Limits:
    return Limits()


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    with Sandbox() as slack:
        yield slack


@pytest.fixture
def connection(
    slack: Sandbox,
    storage: DatabaseStorage,
    deliveries: DeliveryTable,
    machine: Machine,
    limits: Limits,
) -> Connection:
    settle(storage)
    token = slack.environment()["SLACK_BOT_TOKEN"]
    client = WebClient(token, base_url=slack.api_url, timeout=5, retry_handlers=[])
    return Connection(client, storage, deliveries, (machine, machine), limits)


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


@pytest.mark.parametrize("is_asked", [True, False])
def test_managers_of_whom_nobody_has_heard_yet_are_asked_for(
    connection: Connection, machine: Machine, engine: Engine, slack: Sandbox, is_asked: bool
) -> None:
    """At a first start: the user groups are read after the first requests."""
    storage = DatabaseStorage(engine, machine.now)
    with storage.begin() as work:
        work.policies.add(policy(managers=("S0MANAGERS",)), STORK, NOON)
    if not is_asked:
        slack.trouble.fail("usergroups.list", "missing_scope", None)
    connection.hinders("C0EXEC", "ratelimited")
    machine.time = NOON + TELL_AFTER + timedelta(seconds=5)
    with storage.begin() as work:
        work.outbox.put(Hindered(WREN, "C0OTHER", "ratelimited", NOON.isoformat(), ""))
    connection.watch()
    connection.watch()

    assert [h.to for h in told(engine)[1:]] == (["U0OWL"] if is_asked else [])
    assert len(slack.calls("usergroups.list")) == 1


def test_a_limit_that_nothing_waits_for_any_more_is_forgotten(
    connection: Connection, deliveries: DeliveryTable
) -> None:
    connection.hinders("C0EXEC", "ratelimited")
    connection.watch()
    assert deliveries.hindrances() == []


def waits_for(method: str, error: str, storage: DatabaseStorage, deliveries: DeliveryTable) -> None:
    """A row waits for a method that has failed."""
    with storage.begin() as work:
        work.outbox.put(Hindered(WREN, "C0OTHER", "ratelimited", NOON.isoformat(), ""))
    (parcel,) = deliveries.take(NOON, lease=timedelta(minutes=1), limit=10)
    later = NOON + timedelta(minutes=1)
    deliveries.try_again(parcel, later, f"{method}: {error}", failed=False)


def test_a_method_that_fails_for_a_minute_is_told_while_others_work(
    connection: Connection, machine: Machine, engine: Engine, deliveries: DeliveryTable
) -> None:
    for row in (1, 2):
        connection.holds("chat.update", row, "missing_scope")
    machine.time = NOON + TELL_AFTER + timedelta(seconds=5)
    connection.watch()
    assert told(engine) == [Hindered(STORK, "chat.update", "missing_scope", NOON.isoformat(), "")]
    connection.works("chat.postMessage")
    assert [h.place for h in deliveries.hindrances()] == ["chat.update"]
    connection.works("chat.update")
    assert deliveries.hindrances() == []


def test_that_nothing_could_be_posted_is_told_when_it_can(
    connection: Connection, machine: Machine, engine: Engine
) -> None:
    for row in (1, 2):
        connection.holds("chat.postMessage", row, "internal_error")
    machine.time = NOON + TELL_AFTER + timedelta(seconds=5)
    connection.watch()
    assert told(engine) == []
    connection.works("chat.postMessage")
    since, until = NOON.isoformat(), machine.time.isoformat()
    assert told(engine) == [Hindered(STORK, "chat.postMessage", "internal_error", since, until)]


def test_a_method_that_a_process_found_failing_which_ended_since_is_tried_by_another(
    connection: Connection, storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    waits_for("chat.update", "http_503", storage, deliveries)
    deliveries.hinder("chat.update", "http_503", NOON)
    assert not deliveries.take(NOON, lease=timedelta(minutes=1), limit=10)
    connection.watch()
    assert deliveries.take(NOON, lease=timedelta(minutes=1), limit=10)
    assert [h.place for h in deliveries.hindrances()] == ["chat.update"], "not before it works"


def test_a_method_that_nothing_waits_for_any_more_keeps_nothing_back(
    connection: Connection, deliveries: DeliveryTable
) -> None:
    deliveries.hinder("chat.update", "http_503", NOON)
    connection.watch()
    assert deliveries.hindrances() == []


@pytest.mark.parametrize("limits", [Limits(gauge_seconds=3600)], ids=["looks each hour"])
def test_what_a_process_that_was_killed_has_noted_of_a_method_is_tried_as_the_next_one_starts(
    connection: Connection, storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    waits_for("chat.update", "http_503", storage, deliveries)
    deliveries.hinder("chat.update", "http_503", NOON)
    let_go = Queue[str]()
    connection.on_back(lambda: let_go.put("one"))
    connection.start()
    try:
        assert let_go.get(timeout=20) == "one"
    finally:
        connection.stop()
    assert deliveries.take(NOON, lease=timedelta(minutes=1), limit=10)


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
