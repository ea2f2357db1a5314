"""What the settings name isn't what they say: said in a sentence, with exit code 1, and left alone."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.reliability.house import SOON, House, until

Made = Callable[[Path], object]


def _a_link_to_nowhere(place: Path) -> None:
    place.symlink_to(place.parent / "nowhere" / "escalations.db")


def _a_link_to_itself(place: Path) -> None:
    place.symlink_to(place)


def _noise(place: Path) -> None:
    place.write_bytes(bytes(range(256)) * 100)


def _words(place: Path) -> None:
    place.write_text("a shopping list\n")


def _a_newer_one(place: Path) -> None:
    with closing(sqlite3.connect(place)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE alembic_version (version_num TEXT)")
        other.execute("INSERT INTO alembic_version VALUES ('9999')")
        other.commit()


def _another_program_s(place: Path) -> None:
    with closing(sqlite3.connect(place)) as other:
        other.execute("CREATE TABLE people (name TEXT)")
        other.commit()


WRONG: dict[str, tuple[Made, str, str]] = {
    "a folder": (Path.mkdir, "something that isn't a file", ""),
    "a pipe": (os.mkfifo, "something that isn't a file", ""),
    "a link to nowhere": (_a_link_to_nowhere, "its file can't be opened", "no file can be made"),
    "a link to itself": (_a_link_to_itself, "its file can't be opened", "no file can be made"),
    "noise": (_noise, "file is not a database", ""),
    "words": (_words, "file is not a database", ""),
    "a newer one": (_a_newer_one, "this program knows none newer than", ""),
    "another program's": (_another_program_s, "has a table people that this program hasn't", ""),
}
"""How it's made, what a start says of it, and the doctor where that is something else."""


@pytest.mark.parametrize(("made", "words", "doctor"), WRONG.values(), ids=WRONG)
def test_a_database_that_is_none_of_ours_is_refused_and_left_alone(
    house: House, tmp_path: Path, made: Made, words: str, doctor: str
) -> None:
    place = tmp_path / "place.db"
    made(place)
    before = place.read_bytes() if place.is_file() else b""
    house.database_url = f"sqlite:///{place}"
    commands = {c: house.spawn(*c.split()) for c in ("run", "serve", "db upgrade", "doctor")}
    for command, child in commands.items():
        assert child.dies() == 1, command
        assert "Traceback" not in child.words(), command
        said = doctor if command == "doctor" and doctor else words
        assert said in child.words(), child.words()
    assert (place.read_bytes() if place.is_file() else b"") == before
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("made", [Path.touch, lambda place: place.symlink_to("made.db")])
def test_an_empty_file_and_a_link_to_one_that_can_be_made_are_a_first_start(
    house: House, tmp_path: Path, made: Made
) -> None:
    made(tmp_path / "place.db")
    house.database_url = f"sqlite:///{tmp_path / 'place.db'}"
    bot = house.run()
    house.card(house.raises())
    assert bot.stop() == 0


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """By another program, which is in the middle of writing."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")


def test_a_file_that_another_program_has_locked_is_refused_at_a_start(house: House) -> None:
    with _locked(Path(house.database_url.removeprefix("sqlite:///"))):
        children = [house.spawn(command) for command in ("run", "serve", "worker", "doctor")]
        for child in children:
            assert child.dies() == 1
            assert "locked" in child.words()
            assert "Traceback" not in child.words()


def test_a_file_that_another_program_locks_for_ten_seconds_is_said_and_over_with_it(
    house: House,
) -> None:
    bot = house.run()
    house.card(house.raises())
    form = house.form(by="U0VOLE", title="meets a locked file")
    with _locked(Path(house.database_url.removeprefix("sqlite:///"))):
        over = threading.Event()
        threading.Timer(10, over.set).start()
        until(lambda: bot.get("/readyz")[0] == 503, "it doesn't see it")
        assert "nothing was saved" in str(form.submit().errors)
        assert bot.get("/healthz")[0] == 200
        assert over.wait(SOON)
    assert house.raised(form.submit()) == "ESC-2"
    bot.serves("/readyz")
    house.card("ESC-2")
    assert "Traceback" not in bot.words(), bot.words()
    assert bot.stop() == 0


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../../etc/passwd", ":"])
def test_the_machine_s_own_time_zone_is_no_matter(house: House, zone: str) -> None:
    bot = house.run(TZ=zone)
    card = house.card(house.raises())
    assert "First response due" in card.plain
    assert "Traceback" not in bot.words(), bot.words()
    assert bot.stop() == 0
