"""A house with a local Slack and a SQLite database, or a PostgreSQL one where a test asks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import Sandbox
from tests.reliability.house import House
from tests.reliability.truth import Books
from tests.support.fork_server import ForkServer
from tests.support.unhurried import patient


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    with Sandbox(patience=patient(0.0, 0.3, 1.0, 2.0)) as slack:
        yield slack


def _house(
    slack: Sandbox, folder: Path, url: str, server: ForkServer, first_response: str
) -> Iterator[House]:
    house = House(slack, folder, url, server, first_response)
    with house.ending:
        try:
            yield house
        finally:
            house.close()


@pytest.fixture
def first_response() -> str:
    """How soon P3 is to be answered; a module about timers overrides this."""
    return "4h"


@pytest.fixture
def house(
    slack: Sandbox,
    tmp_path: Path,
    sqlite_url: str,
    fork_server: ForkServer,
    first_response: str,
) -> Iterator[House]:
    yield from _house(slack, tmp_path, sqlite_url, fork_server, first_response)


@pytest.fixture
def big_house(
    slack: Sandbox,
    tmp_path: Path,
    postgres_url: str,
    fork_server: ForkServer,
    first_response: str,
) -> Iterator[House]:
    """The same on PostgreSQL."""
    yield from _house(slack, tmp_path, postgres_url, fork_server, first_response)


@pytest.fixture
def books(house: House) -> Books:
    return Books(house)


@pytest.fixture
def big_books(big_house: House) -> Books:
    return Books(big_house)


@pytest.fixture(scope="module")
def shared(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, fork_server: ForkServer
) -> Iterator[House]:
    """A house with one bot, served over HTTP, for all tests of a module that break nothing of it."""
    folder = tmp_path_factory.mktemp("shared")
    url = f"sqlite:///{shutil.copy(migrated_file, folder / 'escalations.db')}"
    with Sandbox(patience=patient(0.0, 0.3, 1.0, 2.0)) as slack:
        for house in _house(slack, folder, url, fork_server, "4h"):
            house.serve()
            yield house


@pytest.fixture
def shared_books(shared: House) -> Iterator[Books]:
    """Compared after each test: what one left behind is not the next one's."""
    books = Books(shared)
    yield books
    shared.slack.trouble.up()
    books.settle()
