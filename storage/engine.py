"""The connection to the database: SQLite by default, PostgreSQL for several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event, exc
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from bot.case.errors import StorageAway
from bot.limits import Limits
from storage.open_connections import OpenConnections
from storage.pipeline import READ_ONLY
from storage.sqlite_file import watch
from storage.writers import QueuedConnection, Writers

CHECKPOINT_PAGES = 4000
"""SQLite's own 1,000 have every 25th who raises something wait until all is in the file itself."""
PAGE = 500
STREAMED = {"yield_per": PAGE}
"""Rows are fetched so many at a time: a report of any length takes no more memory."""
_WRONG_OPTION = "DATABASE_URL has an option behind its ? that the driver can't take"
_SQLITE_OPTIONS = frozenset(
    {"uri", "mode", "cache", "immutable", "nolock", "psow", "vfs", "timeout", "cached_statements"}
)
"""What may stand behind the ? for SQLite (sqlite.org/uri.html, and the driver's own)."""


def connect(url: str, limits: Limits | None = None) -> Engine:
    """An engine for this URL. Nothing is connected yet; the folder of a SQLite file is made.

    Raises StorageAway for an address that can't be read or names no file, OSError for a folder that
    can't be made.
    """
    limits = limits or Limits()
    parsed = _read(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, parsed.database, limits)
    return _postgresql(url, limits)


def sqlite_file(url: str) -> Path | None:
    """The file that a SQLite address names; None for one of another sort, or of another form.

    Raises StorageAway for an address that can't be read.
    """
    parsed = _read(url)
    is_file = parsed.get_backend_name() == "sqlite" and not (parsed.database or "").startswith(
        ("file:", ":memory:")
    )
    return Path(parsed.database or "") if is_file else None


def _read(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError):
        # The address holds a password: not a part of it may be shown.
        raise StorageAway("DATABASE_URL can't be read as an address") from None
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database:
            raise StorageAway("DATABASE_URL names no file")
        if parsed.database.startswith("~"):
            # A shell would read it as somebody's folder; SQLite makes one of that name.
            raise StorageAway("DATABASE_URL begins its path with ~: write out the whole path")
        if not _SQLITE_OPTIONS.issuperset(parsed.query):
            # SQLite itself leaves out in silence what it doesn't know.
            raise StorageAway(_WRONG_OPTION)
    return parsed


def _postgresql(url: str, limits: Limits) -> Engine:
    # Late: it imports the driver.
    from storage.patience import PatientConnection, limit_patience

    seconds = limits.database_seconds
    engine = _made(
        url,
        PatientConnection.connect,
        pool_size=limits.database_connections,
        max_overflow=4,
        pool_timeout=limits.database_seconds,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": limits.database_connect_seconds,
            "application_name": "escalations",
            "tcp_user_timeout": limits.database_dead_seconds * 1000,
            "keepalives_idle": limits.database_dead_seconds,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "options": (
                f"-c statement_timeout={seconds:g}s -c lock_timeout={seconds:g}s "
                "-c idle_in_transaction_session_timeout=30s -c timezone=UTC"
            ),
        },
    )

    limit_patience(engine, limits.database_silent_seconds)

    @event.listens_for(engine, "handle_error")
    def _lost(context: ExceptionContext) -> None:
        # A connection of a server that only reads stays so after it writes again, or after another
        # has taken its place: all are made anew.
        if getattr(context.original_exception, "sqlstate", None) == READ_ONLY:
            context.is_disconnect = True

    return engine


def _made(
    url: str, driver_connect: Callable[..., object] | None = None, **options: object
) -> Engine:
    """An engine whose connections, made by `driver_connect` in place of the driver's own, say in a
    word that the address asks for what can't be."""
    try:
        engine = create_engine(url, hide_parameters=True, **options)
    except (exc.ArgumentError, TypeError, ValueError):
        raise StorageAway(_WRONG_OPTION) from None

    @event.listens_for(engine, "do_connect")
    def _connect(
        dialect: Dialect,
        _entry: ConnectionPoolEntry,
        given: tuple[object, ...],
        named: Mapping[str, object],
    ) -> object:
        driver = dialect.loaded_dbapi
        try:
            return (driver_connect or dialect.connect)(*given, **named)
        except driver.OperationalError:
            raise
        except (driver.Error, TypeError, ValueError):
            # Its words would name the option, and a password with a ? in it looks like one.
            raise StorageAway(_WRONG_OPTION) from None

    return engine


def _sqlite(url: str, database: str | None, limits: Limits) -> Engine:
    if database:
        file = Path(database)
        if file.exists() and not file.is_file():
            raise StorageAway("DATABASE_URL names something that isn't a file")
        file.parent.mkdir(parents=True, exist_ok=True)
    engine = _made(
        url,
        pool_size=limits.database_connections,
        pool_timeout=limits.database_seconds,
        connect_args={"timeout": limits.database_seconds, "factory": QueuedConnection},
    )
    writers, others = Writers(), OpenConnections()

    @event.listens_for(engine, "connect")
    def _give(connection: QueuedConnection, _entry: ConnectionPoolEntry) -> None:
        connection.writers, connection.seconds = writers, limits.database_seconds
        connection.others = others

    watch(engine, database, others)

    @event.listens_for(engine, "connect")
    def _prepare(connection: QueuedConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver must not begin transactions by itself: it would begin deferred ones, and two
        # that both read before they write could then never be let through.
        connection.isolation_level = None
        if _is_ours_or_new(connection):
            connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert isinstance(driver, QueuedConnection), "the engine makes no other"
        options = connection.get_execution_options()
        if options.get("reads_only", False):
            driver.wait_for_nobody()
            connection.exec_driver_sql("BEGIN")
            return
        driver.wait_for_turn()
        try:
            driver.wait_for_disk(is_wanted=not options.get("may_be_lost", False))
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            driver.end_turn()
            raise

    return engine


def _is_ours_or_new(connection: QueuedConnection) -> bool:
    """Whether the file isn't another program's, in which nothing is changed before it's refused:
    how it's journaled is kept in it."""
    named = "SELECT count(*), coalesce(max(name = 'alembic_version'), 0) FROM sqlite_master"
    tables, is_ours = connection.execute(named).fetchone()
    return not tables or bool(is_ours)


def reader(engine: Engine) -> Engine:
    """The same engine for transactions that only read, and see one moment."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(reads_only=True)
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads, and sees one moment.

    It's ended by a commit, which is all the same to a database: with each rollback psycopg has
    PostgreSQL forget what it has planned for the connection, and plans all anew.
    """
    with reader(engine).connect() as connection:
        yield connection
        connection.commit()


def hurried(engine: Engine) -> Engine:
    """The same engine for what may rather be undone by a cut of the power than waited for.

    PostgreSQL's commits wait for the disk side by side and hold up nobody: there it makes no
    difference.
    """
    return engine.execution_options(may_be_lost=True)
