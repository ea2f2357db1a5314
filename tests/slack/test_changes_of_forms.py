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


def test_what_comes_of_an_earlier_press_does_not_overtake_a_later_one() -> None:
    changes, made = Changes(), list[str]()
    later, earlier = changes.ask("V1", "1700000002.5"), changes.ask("V1", "1700000001.5")

    earlier.make(noted(made, "earlier"))
    later.make(noted(made, "later"))

    assert made == ["later"]


def test_what_overtakes_a_change_that_has_to_be_made_has_to_be_made() -> None:
    changes, made = Changes(), list[str]()
    changes.ask("V1", "1")
    held = changes.ask("V1", "2")
    shown_beside = changes.ask("V1", "3", is_owed=False)

    assert (held.is_overtaken(), shown_beside.is_owed()) == (True, True)
    shown_beside.make(noted(made, "both"))
    assert not changes.ask("V1", "4", is_owed=False).is_owed()


def test_what_is_sent_off_overtakes_all_that_was_asked_for() -> None:
    changes, made = Changes(), list[str]()
    asked = changes.ask("V1")

    changes.overtake("V1")
    asked.make(noted(made, "asked"))

    assert made == []
    assert changes.hash_of("V1", "seen") == "seen"


def test_an_earlier_press_does_not_come_after_a_later_one_that_is_made() -> None:
    changes, made = Changes(), list[str]()
    changes.ask("V1", "1700000002.5").make(noted(made, "later"))

    changes.ask("V1", "1700000001.5").make(noted(made, "earlier"))
    changes.ask("V1", "1700000003.5").make(noted(made, "last"))

    assert made == ["later", "last"]


@pytest.mark.parametrize("typed_at", ["1", "3"])
def test_nothing_else_counts_in_a_form_that_is_over(typed_at: str) -> None:
    changes, made = Changes(), list[str]()
    before = changes.ask("V1", typed_at, is_owed=False)
    over = changes.ask("V1", "2", ends=True)
    after = changes.ask("V1", "4", is_owed=False)

    for change, what in ((before, "before"), (over, "over"), (after, "after")):
        change.make(noted(made, what))

    assert made == ["over"]
