"""What verbs ask first comes on one way, and is as it is for who asks for it alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from bot.case.errors import StorageAway
from bot.case.identifiers import RequestKey, UserId
from bot.case.people import Person
from bot.case.subject import subjects
from bot.limits import Limits
from bot.ports import Looking, Receipt
from storage.work import DatabaseStorage
from tests.benchmarks.counting import statements
from tests.conftest import Connect
from tests.support.factories import CRANE, HERON, NOON, STORK, WREN, person, settle

KEY = RequestKey("once")
RECENTLY = timedelta(minutes=10)
ACME = subjects("Acme", (), {})


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage)
    return storage


@pytest.mark.both_databases
def test_a_key_is_found_with_who_asks_and_who_looks_at_app_home(
    storage: DatabaseStorage, engine: Engine
) -> None:
    with storage.begin() as work:
        work.requests.keep(KEY, Receipt("Done."), NOON)
        work.homes.opened(WREN)
        work.policies.current()
    with statements(engine) as found, storage.begin() as work:
        assert work.requests.find(KEY, WREN) == Receipt("Done.")
        assert work.people.get(WREN) == person(WREN)
        assert work.policies.current() is not None
        assert work.homes.looking(WREN, RECENTLY) == Looking(own=True, others=False)
    assert len(found) == 1, found
    with storage.begin() as work:
        assert work.requests.find(RequestKey("other"), HERON) is None
        assert work.people.get(HERON) == person(HERON)
        assert work.people.get(WREN) == person(WREN), "who did not ask"
        assert work.homes.looking(HERON, RECENTLY) == Looking(own=False, others=True)
        assert work.homes.looking(WREN, RECENTLY) == Looking(own=True, others=False)


@pytest.mark.both_databases
def test_a_stranger_is_unknown(storage: DatabaseStorage) -> None:
    stranger = UserId("U0STRANGER")
    with storage.begin() as work:
        assert work.requests.find(KEY, stranger) is None
        assert work.people.get(stranger) is None
        work.people.put([Person(stranger, "No longer one")])
        assert work.people.get(stranger) == Person(stranger, "No longer one")


@pytest.mark.both_databases
def test_what_is_changed_since_is_seen(storage: DatabaseStorage) -> None:
    with storage.begin() as work:
        work.requests.find(KEY, WREN)
        changed = replace(person(WREN), unreachable="account_inactive")
        work.people.put([changed])
        assert work.people.get(WREN) == changed
        assert work.homes.looking(WREN, RECENTLY) == Looking(own=False, others=False)
        work.homes.opened(WREN)
        assert work.homes.looking(WREN, RECENTLY) == Looking(own=True, others=False)


@pytest.mark.both_databases
def test_who_looked_long_ago_looks_no_more(storage: DatabaseStorage) -> None:
    with storage.begin() as work:
        for user in (WREN, CRANE):
            work.homes.opened(user)
        assert work.homes.looking(WREN, timedelta(0)) == Looking(own=True, others=True)
        assert work.homes.looking(WREN, -RECENTLY) == Looking(own=False, others=False)


def test_who_is_held_is_read_once_more(postgres_url: str, process: Connect) -> None:
    here, there = (DatabaseStorage(process(postgres_url, n), lambda: NOON) for n in "ab")
    settle(here)
    changed = replace(person(STORK), name="Another name")
    with here.begin() as work:
        work.requests.find(KEY, STORK)
        with there.begin() as other:
            other.people.put([changed])
        assert work.people.hold(STORK) == changed


@pytest.mark.parametrize("limits", [Limits(database_seconds=1)])
def test_a_trip_that_waits_too_long_is_refused_and_the_next_goes_well(
    postgres_url: str, process: Connect
) -> None:
    here, there = (DatabaseStorage(process(postgres_url, n), lambda: NOON) for n in "ab")
    with there.begin() as other:
        other.escalations.alike(ACME, limit=1, holding=True)
        with pytest.raises(StorageAway, match="in time"), here.begin() as work:
            work.escalations.alike(ACME, limit=1, holding=True)
    with here.begin() as work:
        assert work.escalations.alike(ACME, limit=1, holding=True) == []


def test_a_connection_that_breaks_on_a_trip_is_made_anew(
    postgres_url: str, process: Connect
) -> None:
    here, there = (process(postgres_url, name) for name in "ab")
    storage = DatabaseStorage(here, lambda: NOON)
    with pytest.raises(StorageAway), storage.begin() as work:
        work.requests.find(KEY, WREN)
        end_all_others(there)
        work.escalations.alike(ACME, limit=1, holding=True)
    with storage.begin() as work:
        assert work.requests.find(KEY, WREN) is None


def end_all_others(engine: Engine) -> None:
    ended = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with engine.begin() as connection:
        connection.execute(text(ended))
