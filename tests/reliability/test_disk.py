"""The database's disk is full, its file gone or only to be read: said in words, and over with it."""

from __future__ import annotations

import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from sandbox import SubmitResult
from tests.reliability.house import SOON, Child, House, until
from tests.reliability.truth import Books
from tests.stories.people import sent
from tests.support.postgres import Postgres


def _said(result: SubmitResult) -> str:
    """What stands at the form's first field; the person has not met Slack's own error."""
    assert result.failed is None, result
    assert result.errors, result
    return next(iter(result.errors.values()))


def _file(house: House) -> Path:
    return Path(house.database_url.removeprefix("sqlite:///"))


@contextmanager
def _full(bot: Child) -> Iterator[None]:
    """No file of this process may be written to any more, as on a disk without room."""
    soft, hard = resource.prlimit(bot.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def _only_read(postgres: Postgres, house: House) -> Iterator[None]:
    """A server that takes no writing, as one does that follows another."""
    name = make_url(house.database_url).database
    with postgres.admin() as admin:
        admin.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'escalations'"
        )
        try:
            yield
        finally:
            admin.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")


def _is_not_ready(bot: Child, words: str) -> None:
    body = bot.is_not_ready(words)
    assert not any(secret in body for secret in ("UPDATE", "SELECT", "[SQL", "/tmp", ".db"))


def _refuses_in_words(house: House, bot: Child) -> None:
    """Nobody meets Slack's own error, and nothing is said to be stored."""
    heron = house.slack.person("U0HERON")
    before = len(heron.ephemerals())
    assert heron.click(house.card("ESC-1"), "Claim", force=True).error is None
    until(lambda: len(heron.ephemerals()) > before, "they aren't told")
    assert "database can't be reached" in heron.ephemerals()[-1].plain
    assert bot.get("/healthz")[0] == 200


def _all_is_well(house: House, books: Books, bot: Child) -> None:
    bot.serves("/readyz")
    house.claims("ESC-1")
    house.reads("ESC-1", "Claimed")
    books.settle()
    books.agree()
    assert "bug" not in bot.words(), bot.words()
    assert bot.stop() == 0


def test_a_full_disk_is_said_and_when_there_is_room_again_all_goes_on(
    house: House, books: Books
) -> None:
    bot = house.run()
    house.card(house.raises())
    books.settle()
    form = house.form(by="U0VOLE", title="meets a full disk")
    with _full(bot):
        assert "nothing was saved" in _said(form.submit())
        _is_not_ready(bot, "its disk")
        _refuses_in_words(house, bot)
        listed = house.slack.person("U0OTTER").command("/escalations", "mine")
        assert "Raised by you: 1" in listed.text
    assert house.raised(form.submit()) == "ESC-2"
    house.card("ESC-2")
    _all_is_well(house, books, bot)


def test_what_is_taken_to_be_delivered_on_a_disk_that_fills_arrives_once(
    house: House, books: Books
) -> None:
    bot = house.run()
    house.card(house.raises())
    books.settle()
    form = house.form(by="U0VOLE", title="on its way")
    house.slack.trouble.slow(1.0, ["chat.postMessage"])
    assert form.submit().failed is None
    house.slack.wait_for_call("chat.postMessage", lambda c: "on its way" in str(c.arguments), SOON)
    with _full(bot):
        house.card("ESC-2")
        _is_not_ready(bot, "its disk")
    house.slack.trouble.up()
    _all_is_well(house, books, bot)


def test_a_file_that_is_deleted_is_noticed_and_nothing_goes_into_it(
    house: House, books: Books
) -> None:
    bot = house.run()
    house.card(house.raises())
    books.settle()
    form = house.form(by="U0VOLE", title="meets a file that is gone")
    file = _file(house)
    away = file.rename(file.with_suffix(".away"))
    assert "database can't be reached" in _said(form.submit())
    _is_not_ready(bot, "its file was deleted or moved")
    _refuses_in_words(house, bot)
    assert not file.exists()
    away.rename(file)
    assert len(books.cases()) == 1
    assert house.raised(form.submit()) == "ESC-2"
    _all_is_well(house, books, bot)


def test_a_file_that_another_takes_the_place_of_is_noticed(
    house: House, books: Books, migrated_file: Path
) -> None:
    bot = house.run()
    house.card(house.raises())
    books.settle()
    file = _file(house)
    away = file.rename(file.with_suffix(".away"))
    shutil.copy(migrated_file, file)
    _is_not_ready(bot, "its file was replaced by another")
    _refuses_in_words(house, bot)
    other = file.rename(file.with_suffix(".other"))
    away.rename(file)
    with closing(sqlite3.connect(other)) as read:
        assert read.execute("SELECT count(*) FROM policies").fetchone() == (0,)
    _all_is_well(house, books, bot)


@pytest.mark.parametrize("gone", [["-wal"], ["-wal", "-shm"]], ids="+".join)
def test_a_wal_that_is_deleted_takes_nothing_with_it(house: House, gone: list[str]) -> None:
    bot = house.run()
    for title in ("one", "two"):
        assert sent(house.form(by="U0VOLE", title=title)).closed
    form = house.form(by="U0OTTER", title="three")  # who finds it out is refused in words
    for name in gone:
        Path(f"{_file(house)}{name}").unlink()
    until(lambda: "sqlite_reopened" in bot.words(), "it isn't noticed")
    until(lambda: form.submit().closed, "it isn't over")
    house.card("ESC-3")
    bot.serves("/readyz")
    bot.kill()
    with closing(sqlite3.connect(_file(house))) as read:
        kept = read.execute("SELECT title FROM escalations ORDER BY id").fetchall()
        assert kept == [("one",), ("two",), ("three",)]
        assert read.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert "bug" not in bot.words(), bot.words()


def test_a_postgresql_that_answers_reads_only_is_said_and_healed_from(
    big_house: House, big_books: Books, postgres: Postgres
) -> None:
    bot = big_house.run()
    big_house.card(big_house.raises())
    big_books.settle()
    form = big_house.form(by="U0VOLE", title="meets a server that only reads")
    with _only_read(postgres, big_house):
        until(lambda: bot.get("/readyz")[0] == 503, "it doesn't see it")
        assert "nothing was saved" in _said(form.submit())
        _is_not_ready(bot, "it can only be read")
        _refuses_in_words(big_house, bot)
        listed = big_house.slack.person("U0OTTER").command("/escalations", "mine")
        assert "Raised by you: 1" in listed.text
    assert big_house.raised(form.submit()) == "ESC-2"
    big_house.card("ESC-2")
    _all_is_well(big_house, big_books, bot)
