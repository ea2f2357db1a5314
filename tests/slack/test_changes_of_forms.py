"""Of two changes of a form that are on their way the one asked for last stays."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from handlers.slack.app.changes import Changes


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as threads:
        yield threads


def test_what_is_overtaken_is_left_out() -> None:
    changes, made = Changes(), list[str]()
    former, other, newer = changes.ask("V1"), changes.ask("V2"), changes.ask("V1")

    newer.make(lambda: made.append("newer"))
    former.make(lambda: made.append("former"))
    other.make(lambda: made.append("of another form"))

    assert made == ["newer", "of another form"]


def test_what_is_under_way_already_comes_first(threads: ThreadPoolExecutor) -> None:
    changes, made = Changes(), list[str]()
    begun, goes_on = threading.Event(), threading.Event()

    def slowly() -> None:
        begun.set()
        goes_on.wait()
        made.append("former")

    former = threads.submit(changes.ask("V1").make, slowly)
    begun.wait()
    newer = threads.submit(changes.ask("V1").make, lambda: made.append("newer"))
    goes_on.set()
    former.result()
    newer.result()

    assert made == ["former", "newer"]


def test_whether_one_was_asked_for_just_before_is_known_of_each_form() -> None:
    changes = Changes()
    changes.ask("V1").make(lambda: None)

    assert changes.were_asked_lately("V1"), "also of one that has come since"
    assert not changes.were_asked_lately("V2")


def test_one_that_fails_keeps_none_back() -> None:
    changes, made = Changes(), list[str]()

    def fails() -> None:
        raise OSError

    with pytest.raises(OSError):
        changes.ask("V1").make(fails)
    changes.ask("V1").make(lambda: made.append("newer"))

    assert made == ["newer"]
