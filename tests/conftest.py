"""What all tests share: a scrubbed environment, and real databases, migrated and empty."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, event

from bot.limits import Limits
from storage.deliveries import DeliveryTable
from storage.engine import connect
from storage.schema import upgrade
from storage.work import DatabaseStorage
from tests.browser import chromium
from tests.support.factories import HERON, NOON, Hand
from tests.support.fork_server import ForkServer, running_fork_server
from tests.support.looking import Ear
from tests.support.postgres import Emptied, Postgres, running_postgres

SCRUBBED = ("SLACK_", "LOG_", "DATABASE_URL", "ESCALATIONS_POLICY", "PORT")
BETWEEN_COLLECTIONS = 50_000
"""How many more objects there are each time than before; Python has it at 700."""
UNSYNCED = "PRAGMA synchronous=OFF"
COMPILED = Path(tempfile.gettempdir()) / f"escalations-compiled-{os.geteuid()}"

settings.register_profile(
    "tests", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("tests")


def pytest_configure() -> None:
    """Nothing of the machine's own set-up reaches a test."""
    for name in [n for n in os.environ if n.startswith(SCRUBBED)]:
        del os.environ[name]
    _keep_what_is_compiled()


def _keep_what_is_compiled() -> None:
    """A child that compiles all it imports takes seconds to start, and these tests start hundreds:
    those of xdist too. Where the machine has Python write no bytecode, it goes into a folder of ours.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(COMPILED))
        sys.dont_write_bytecode = False
        sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"]


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: the garbage collector needn't go through
    it again and again, which is a fifteenth of what the tests take."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(BETWEEN_COLLECTIONS)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A run without a browser says what it did not look at."""
    if chromium.found() is None:
        words = "There is no browser here: the tests of the workspace's page were not run. "
        terminalreporter.section("no browser", yellow=True)
        terminalreporter.write_line(words + "Install chromium, or say where it is in CHROMIUM.")


def _migrate(url: str) -> None:
    engine = connect(url)
    upgrade(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer]:
    """Starts processes of the bot, one for each process that runs tests."""
    with running_fork_server() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("template") / "migrated.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, one for each process that runs tests."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_database(postgres: Postgres) -> Iterator[Emptied]:
    """A migrated database on the server, emptied after each test."""
    name = postgres.create()
    _migrate(postgres.url(name))
    with closing(Emptied(postgres, name)) as database:
        yield database


@pytest.fixture
def sqlite_url(migrated_file: Path) -> Iterator[str]:
    """A migrated SQLite database, the test's own while it runs."""
    file = shutil.copy(migrated_file, migrated_file.with_name("escalations.db"))
    yield f"sqlite:///{file}"
    for left in migrated_file.parent.glob("escalations.db*"):
        left.unlink()


@pytest.fixture
def postgres_url(migrated_database: Emptied) -> Iterator[str]:
    """A migrated PostgreSQL database, the test's own while it runs. Its tables are not to be
    changed, only what is in them."""
    yield migrated_database.url
    migrated_database.empty()


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """A SQLite database without any tables."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def empty_postgres_url(postgres: Postgres) -> Iterator[str]:
    """A PostgreSQL database without any tables."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


BOTH = ("sqlite", "postgres")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On both databases where SQL, locks or round trips are what is asked, or all is asked of both:
    elsewhere on the one that takes a third of the time, and on that alone where it's asked of a
    SQLite file."""
    of_a_file = metafunc.definition.get_closest_marker("sqlite_file") is not None
    marked = metafunc.definition.get_closest_marker("both_databases") is not None
    everywhere = os.environ.get("DATABASES") == "all"
    for name in {"database_url", "empty_url"} & set(metafunc.fixturenames):
        both = marked or (everywhere and not of_a_file)
        metafunc.parametrize(name, BOTH if both else BOTH[:1], indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database: see `pytest_generate_tests` for on which."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def empty_url(request: pytest.FixtureRequest) -> str:
    """A database without any tables, likewise."""
    return str(request.getfixturevalue(f"empty_{request.param}_url"))


Connect = Callable[[str, str], Engine]


@pytest.fixture
def limits() -> Limits:
    """What becomes of things is asked, not whether a busy machine lets all of them in in time; a
    test of that gives them less."""
    return Limits(database_seconds=30)


@pytest.fixture(scope="session")
def known_engines() -> Iterator[dict[tuple[str, str, Limits], Engine]]:
    """Engines used before: one remembers the statements it has compiled, which is most of the time
    that a small test takes."""
    engines: dict[tuple[str, str, Limits], Engine] = {}
    yield engines
    for engine in engines.values():
        engine.dispose()


@pytest.fixture
def process(
    known_engines: dict[tuple[str, str, Limits], Engine], limits: Limits
) -> Iterator[Connect]:
    """Connects to a database as a process of this name would: with a pool of its own."""
    used: list[Engine] = []

    def connect_as(url: str, name: str) -> Engine:
        key = url, name, limits
        if key not in known_engines:
            known_engines[key] = connect(url, limits)
            _forget_what_ends_with_a_test(known_engines[key])
        used.append(known_engines[key])
        return known_engines[key]

    yield connect_as
    for engine in used:
        # SQLite's file goes with the test; PostgreSQL's connections have learnt much by now.
        if engine.dialect.name == "sqlite":
            engine.dispose()


def _forget_what_ends_with_a_test(engine: Engine) -> None:
    """No test cuts this machine's power: SQLite needn't wait for its disk."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute(UNSYNCED))


@pytest.fixture
def engine(database_url: str, process: Connect) -> Engine:
    """A pool of connections to a migrated database."""
    return process(database_url, "first")


@pytest.fixture
def second_engine(database_url: str, process: Connect) -> Engine:
    """The pool of another process on the same database."""
    return process(database_url, "second")


@pytest.fixture
def storage(engine: Engine) -> DatabaseStorage:
    """The storage on a migrated, empty database; its machine's clock stands at noon."""
    return DatabaseStorage(engine, lambda: NOON)


@pytest.fixture
def deliveries(engine: Engine) -> DeliveryTable:
    """The outbox of the same database, as delivery sees it."""
    return DeliveryTable(engine)


@pytest.fixture
def ear(storage: DatabaseStorage, engine: Engine) -> Ear:
    """Hears what is said from now on."""
    return Ear(engine)


@pytest.fixture
def heron(storage: DatabaseStorage) -> Hand:
    """Heron, who acts; each module's own `storage` fixture is theirs."""
    return Hand(storage, HERON)
