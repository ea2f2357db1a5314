"""A SQLite file that is deleted or replaced while it is open is noticed, and nothing goes into it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from bot.case.errors import CommitInDoubt, StorageAway
from bot.case.identifiers import EscalationId
from bot.notices import Raised
from storage.engine import connect
from storage.schema import check, check_writing
from storage.tables import OutboxRow
from storage.work import DatabaseStorage
from tests.support.factories import NOON, WREN
from tests.support.looking import rows

ONE = EscalationId(1)


@pytest.fixture
def file(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    engine = connect(sqlite_url)
    yield engine
    engine.dispose()


def put(storage: DatabaseStorage) -> None:
    with storage.begin() as work:
        work.outbox.put(Raised(WREN, ONE))


def is_refused(storage: DatabaseStorage, words: str) -> None:
    with pytest.raises(StorageAway, match=words):
        put(storage)
    with pytest.raises(StorageAway, match=words), storage.read() as work:
        work.people.get(WREN)


def test_nothing_is_stored_in_a_file_that_was_deleted(
    storage: DatabaseStorage, engine: Engine, file: Path
) -> None:
    put(storage)
    file.unlink()

    is_refused(storage, "deleted or moved")
    # A second connection is as little made as the first one is used.
    with pytest.raises(StorageAway), storage.read(), storage.begin():
        pass
    assert not file.exists(), "no empty one is made in its place"


def test_one_that_is_put_back_is_used_as_before(
    storage: DatabaseStorage, engine: Engine, file: Path
) -> None:
    put(storage)
    away = file.rename(file.with_suffix(".away"))
    is_refused(storage, "deleted or moved")
    away.rename(file)
    put(storage)

    assert len(rows(engine, OutboxRow)) == 2


def test_nothing_is_stored_in_another_that_took_its_place(
    storage: DatabaseStorage, engine: Engine, file: Path, migrated_file: Path
) -> None:
    put(storage)
    away = file.rename(file.with_suffix(".away"))
    shutil.copy(migrated_file, file)
    before = file.read_bytes()
    is_refused(storage, "replaced by another")

    assert file.read_bytes() == before
    away.rename(file)
    put(storage)


def test_what_is_committed_while_the_file_goes_is_not_said_to_be_stored(
    storage: DatabaseStorage, engine: Engine, file: Path
) -> None:
    put(storage)
    away = file.with_suffix(".away")
    with pytest.raises(StorageAway, match="deleted"), storage.begin() as work:
        assert work.people.get(WREN) is None  # begun
        work.outbox.put(Raised(WREN, ONE))
        file.rename(away)
    away.rename(file)
    put(storage)  # it keeps nobody from writing

    assert len(rows(engine, OutboxRow)) == 2


def test_what_was_committed_when_the_file_went_is_in_doubt(
    storage: DatabaseStorage, engine: Engine, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(storage)
    commit = engine.dialect.do_commit

    def committed_too_late(connection: object) -> None:
        commit(connection)  # type: ignore[arg-type]
        file.unlink(missing_ok=True)

    monkeypatch.setattr(engine.dialect, "do_commit", committed_too_late)
    with pytest.raises(CommitInDoubt, match="deleted"):
        put(storage)


@pytest.mark.parametrize("gone", [("-wal",), ("-shm",), ("-wal", "-shm")], ids="+".join)
def test_what_was_committed_outlives_a_file_beside_it_that_is_deleted(
    storage: DatabaseStorage, engine: Engine, file: Path, gone: tuple[str, ...]
) -> None:
    put(storage)
    with engine.connect(), storage.read(), storage.begin() as work:
        work.outbox.put(Raised(WREN, ONE))  # several connections have it open
    for name in gone:
        file.with_name(file.name + name).unlink()
    with pytest.raises(StorageAway, match=f"the {gone[0]} file beside it was deleted or moved"):
        put(storage)
    put(storage)

    assert engine.pool.checkedout() == 0, "a connection was left open"  # type: ignore[attr-defined]
    engine.dispose()
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("SELECT count(*) FROM outbox").fetchone() == (3,)
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_of_a_file_that_a_link_leads_to_it_is_the_same(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(file)
    engine = connect(f"sqlite:///{link}")
    storage = DatabaseStorage(engine, lambda: NOON)
    put(storage)
    file.with_name(f"{file.name}-wal").unlink()
    with pytest.raises(StorageAway, match="the -wal file beside it was deleted or moved"):
        put(storage)
    put(storage)

    assert len(rows(engine, OutboxRow)) == 2
    link.unlink()
    is_refused(storage, "deleted or moved")
    engine.dispose()


def goes_during_a_transaction(storage: DatabaseStorage, gone: Path) -> None:
    with pytest.raises(StorageAway, match="the -wal file"), storage.begin() as work:
        assert work.people.get(WREN) is None  # begun
        work.outbox.put(Raised(WREN, ONE))
        gone.unlink()


def test_nothing_is_committed_into_one_that_is_deleted_meanwhile(
    storage: DatabaseStorage, engine: Engine, file: Path
) -> None:
    put(storage)
    goes_during_a_transaction(storage, file.with_name(f"{file.name}-wal"))
    with pytest.raises(StorageAway, match="the -wal file"):
        put(storage)
    put(storage)

    assert len(rows(engine, OutboxRow)) == 2


def test_those_that_sqlite_makes_anew_once_nobody_has_the_file_open_are_no_others(
    storage: DatabaseStorage, engine: Engine, file: Path
) -> None:
    put(storage)
    with engine.connect() as only:
        only.invalidate()
    assert not file.with_name(f"{file.name}-wal").exists()
    put(storage)

    assert len(rows(engine, OutboxRow)) == 2


def test_a_number_of_a_file_that_is_gone_may_be_that_of_the_next_one_made(
    storage: DatabaseStorage, engine: Engine, file: Path
) -> None:
    put(storage)
    wal, shm = (file.with_name(f"{file.name}{name}") for name in ("-wal", "-shm"))
    kept = file.with_suffix(".kept")
    kept.hardlink_to(wal)
    with engine.connect() as only:
        only.invalidate()
    assert not wal.exists()
    kept.rename(shm)  # as a disk does by itself that gives numbers again
    with closing(sqlite3.connect(file)) as another:
        another.execute("SELECT count(*) FROM outbox")  # it makes both anew
        assert wal.exists()
        put(storage)

    assert len(rows(engine, OutboxRow)) == 2


def test_a_database_that_can_only_be_read_is_said_to_be_so(engine: Engine) -> None:
    check(engine)
    with engine.connect() as connection:
        connection.execute(text("PRAGMA query_only = ON"))
    with pytest.raises(StorageAway, match="it can only be read"):
        check_writing(engine)
    check(engine)
