"""Of one person's lists one is drawn at a time; everybody else's are drawn beside it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.case.identifiers import UserId
from bot.notices import PrivateAnswer
from handlers.delivery.answering import Drawing
from tests.support.factories import HERON, WREN

SOON = 60


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as threads:
        yield threads


def pressed(user: UserId, *, redraws: str = "mine") -> PrivateAnswer:
    return PrivateAnswer(user, "Done.", reply_address="https://hooks.invalid/1", redraws=redraws)


def test_what_is_drawn_later_is_drawn_when_the_former_has_arrived(
    threads: ThreadPoolExecutor,
) -> None:
    drawing, done = Drawing(), list[str]()
    begun, arrives = threading.Event(), threading.Event()

    def former() -> None:
        with drawing.of(pressed(WREN)):
            begun.set()
            assert arrives.wait(SOON)
            done.append("former")

    def later() -> None:
        with drawing.of(pressed(WREN, redraws="open")):
            done.append("later")

    first = threads.submit(former)
    assert begun.wait(SOON)
    second = threads.submit(later)
    with drawing.of(pressed(HERON)):
        done.append("somebody else's")
    with drawing.of(pressed(WREN, redraws="")):
        done.append("no list")
    arrives.set()
    first.result(SOON)
    second.result(SOON)

    assert done == ["somebody else's", "no list", "former", "later"]
