"""The SQLite file, or its folder, may not be written to by the user that the bot runs as."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.reliability.house import Child, House, until
from tests.reliability.truth import Books

WITHOUT_RIGHTS = (str(Path(__file__).with_name("without_rights.py")),)
"""Root may write to anything: the bot gives that up."""


def _file(house: House) -> Path:
    return Path(house.database_url.removeprefix("sqlite:///"))


def _folder(house: House) -> Path:
    return _file(house).parent


@contextmanager
def _only_read(path: Path) -> Iterator[None]:
    before = path.stat().st_mode
    path.chmod(before & 0o555)
    try:
        yield
    finally:
        path.chmod(before)


def _refuses(house: House, command: str, words: str) -> None:
    child = house.spawn(command, program=WITHOUT_RIGHTS)
    assert child.dies() == 1, child.words()
    assert words in child.words()
    assert "Traceback" not in child.words()


def _doctor(house: House) -> list[str]:
    """What it says of the database."""
    doctor = house.spawn("doctor", program=WITHOUT_RIGHTS)
    doctor.dies()
    assert "Traceback" not in doctor.words()
    return [line for line in doctor.words().splitlines() if " database " in line]


@pytest.fixture(autouse=True)
def own_folder(house: House, tmp_path: Path) -> None:
    """One in which nothing else is, whose rights may be taken away."""
    folder = tmp_path / "database"
    folder.mkdir()
    file = _file(house).rename(folder / "escalations.db")
    house.database_url = f"sqlite:///{file}"


@pytest.mark.parametrize(
    ("which", "words"), [(_file, "it can only be read"), (_folder, "its folder takes no files")]
)
def test_a_start_is_refused_in_words_and_goes_well_once_it_may_be_written(
    house: House, which: object, words: str
) -> None:
    assert callable(which)
    with _only_read(which(house)):
        for command in ("run", "serve", "worker"):
            _refuses(house, command, words)
        (said,) = _doctor(house)
        assert said.startswith("FAIL")
        assert words in said
        assert "who may write to its file and to the folder" in said

    # Who read it meanwhile has left files beside it that had its rights.
    assert _doctor(house) == ["ok    database           The database answers."]
    bot = house.run(program=WITHOUT_RIGHTS)
    house.card(house.raises())
    assert bot.stop() == 0


def test_a_file_that_may_only_be_read_from_now_on_is_said_and_over_with_it(house: House) -> None:
    books = Books(house)
    bot = house.run(program=WITHOUT_RIGHTS)
    house.card(house.raises())
    books.settle()
    form = house.form(by="U0VOLE", title="meets a file that may only be read")
    with _only_read(_file(house)):
        bot.is_not_ready("it can only be read")
        assert "nothing was saved" in str(form.submit().errors)
        _all_read_at_once(bot)
        listed = house.slack.person("U0OTTER").command("/escalations", "mine")
        assert "Raised by you: 1" in listed.text
    assert house.raised(form.submit()) == "ESC-2"
    bot.serves("/readyz")
    house.card("ESC-2")
    _all_is_well(house, books, bot)


@pytest.mark.parametrize("gone", ["-wal", "-shm"])
def test_it_is_over_with_it_too_where_a_file_beside_it_was_deleted_meanwhile(
    house: House, gone: str
) -> None:
    """What takes its place can only be read, and is open still when it could be written."""
    bot = house.run(program=WITHOUT_RIGHTS)
    house.card(house.raises())
    form = house.form(by="U0VOLE", title="meets both")
    with _only_read(_file(house)):
        Path(f"{_file(house)}{gone}").unlink()
        until(lambda: "sqlite_reopened" in bot.words(), "it isn't noticed")
        until(lambda: "it can only be read" in bot.get("/readyz")[1], "it doesn't see it")
        _all_read_at_once(bot)
    until(lambda: form.submit().closed, "it isn't over")
    house.card("ESC-2")
    _all_is_well(house, Books(house), bot)


def test_a_folder_that_takes_no_more_files_is_no_matter_while_the_bot_runs(house: House) -> None:
    books = Books(house)
    bot = house.run(program=WITHOUT_RIGHTS)
    house.card(house.raises())
    books.settle()
    with _only_read(_folder(house)):
        bot.serves()
        house.card(house.raises(by="U0VOLE", title="in a folder that takes no files"))
        _all_is_well(house, books, bot)
    house.run(program=WITHOUT_RIGHTS)
    house.card(house.raises(title="in one that does again"))
    books.settle()
    books.agree()


def _all_read_at_once(bot: Child) -> None:
    """So that some connections are made that can't write."""
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: bot.get("/readyz")[0], range(16)))
    assert answers == [503] * 16


def _all_is_well(house: House, books: Books, bot: Child) -> None:
    house.claims("ESC-1")
    house.reads("ESC-1", "Claimed")
    books.settle()
    books.agree()
    assert "bug" not in bot.words(), bot.words()
    assert "Traceback" not in bot.words(), bot.words()
    assert bot.stop() == 0
