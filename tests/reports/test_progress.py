"""The bar on a terminal: there once it takes a second, whether or not anybody knows how much it is."""

from __future__ import annotations

import io
import sys

import pytest

from bot.app.cli import progress
from bot.app.cli.progress import bar_told, with_bar
from bot.case.imported import Imported
from bot.verbs.importing.import_decisions import import_decisions
from bot.verbs.importing.reading import Row
from storage.work import DatabaseStorage
from tests.support.factories import NOON


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def a_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """What standard error is from here on; a fixture would come before pytest's own."""
    found = Terminal()
    monkeypatch.setattr(sys, "stderr", found)
    return found


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything has taken a second already."""
    monkeypatch.setattr(progress, "SHOWN_AFTER_SECONDS", -1.0)


@pytest.mark.usefixtures("at_once")
def test_few_long_steps_are_counted_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch)
    things = with_bar("abcd", "Computing", lambda: 4, looked_at_each=1)

    assert next(things) == "a"
    assert next(things) == "b"
    assert "25%" in terminal.getvalue()
    assert [*things] == ["c", "d"]
    assert "100%" in terminal.getvalue()


@pytest.mark.usefixtures("at_once")
def test_of_so_many_as_nobody_knows_it_says_how_many_are_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = a_terminal(monkeypatch)
    assert [*with_bar(range(600), "Counting", None)] == [*range(600)]

    said = terminal.getvalue()
    assert "Counting" in said
    assert "257" in said
    assert "%" not in said


@pytest.mark.usefixtures("at_once")
def test_what_is_gone_through_elsewhere_is_told_by_how_many_more_are_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = a_terminal(monkeypatch)
    with bar_told("Importing", 8) as told:
        told(2)
        assert "25%" in terminal.getvalue()
        told(6)

    assert "100%" in terminal.getvalue()


def test_an_import_is_told_as_its_decisions_are_kept(storage: DatabaseStorage) -> None:
    heard: list[int] = []
    rows = [Row(n, Imported(f"K-{n}", "other", NOON, "answered")) for n in range(2, 1003)]
    with storage.begin() as work:
        import_decisions(work, rows, NOON, heard.append)

    assert heard == [500, 500, 1]


def test_what_is_quick_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch)
    assert [*with_bar("abcd", "Computing", lambda: 4, looked_at_each=1)] == [*"abcd"]
    assert terminal.getvalue() == ""


@pytest.mark.usefixtures("at_once")
def test_where_the_report_itself_goes_to_the_terminal_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = a_terminal(monkeypatch)
    assert [*with_bar("ab", "Writing", None, is_screen_taken=True)] == ["a", "b"]
    assert terminal.getvalue() == ""


@pytest.mark.usefixtures("at_once")
def test_what_is_no_terminal_gets_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert [*with_bar("ab", "Writing", None)] == ["a", "b"]
    assert capsys.readouterr().err == ""
