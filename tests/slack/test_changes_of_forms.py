"""Of two changes of a form that are on their way the one asked for last stays."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from handlers.slack.app.changes import REMEMBERED, Changes


def noted(made: list[str], what: str) -> Callable[[], str]:
    """A change, by which the form has this hash."""

    def change() -> str:
        made.append(what)
        return what

    return change


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as threads:
        yield threads


def test_what_is_overtaken_is_left_out() -> None:
    changes, made = Changes(), list[str]()
    former, other, newer = changes.ask("V1"), changes.ask("V2"), changes.ask("V1")

    newer.make(noted(made, "newer"))
    former.make(noted(made, "former"))
    other.make(noted(made, "of another form"))

    assert made == ["newer", "of another form"]


def test_what_is_under_way_already_comes_first(threads: ThreadPoolExecutor) -> None:
    changes, made = Changes(), list[str]()
    begun, goes_on = threading.Event(), threading.Event()

    def slowly() -> str:
        begun.set()
        goes_on.wait()
        return noted(made, "former")()

    former = threads.submit(changes.ask("V1").make, slowly)
    begun.wait()
    newer = threads.submit(changes.ask("V1").make, noted(made, "newer"))
    goes_on.set()
    former.result()
    newer.result()

    assert made == ["former", "newer"]


def test_one_that_fails_keeps_none_back() -> None:
    changes, made = Changes(), list[str]()

    def fails() -> str:
        raise OSError

    with pytest.raises(OSError):
        changes.ask("V1").make(fails)
    changes.ask("V1").make(noted(made, "newer"))

    assert made == ["newer"]


def test_a_form_is_what_was_seen_until_a_change_is_asked_for_and_once_it_is_seen() -> None:
    changes = Changes()
    assert not changes.is_another("V1", "first")

    change = changes.ask("V1")
    assert changes.is_another("V1", "first"), "a change is on its way"
    change.make(lambda: "second")
    del change

    assert changes.is_another("V1", "first"), "it has come since"
    assert not changes.is_another("V1", "second")
    assert not changes.is_another("V2", "first")


def test_what_was_changed_long_ago_is_forgotten() -> None:
    changes = Changes()
    for number in range(REMEMBERED + 1):
        changes.ask(f"V{number}").make(lambda: "changed")

    assert not changes.is_another("V0", "first")
    assert changes.is_another("V1", "first")
