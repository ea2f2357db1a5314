"""A bar on a terminal while a command takes its time."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

import typer

T = TypeVar("T")
SHOWN_AFTER_SECONDS = 1.0
_LOOKED_AT_EACH = 256


class _Bar(Protocol):
    pos: int

    def update(self, n_steps: int) -> None: ...
    def render_progress(self) -> None: ...
    def render_finish(self) -> None: ...


def with_bar(
    things: Iterable[T],
    label: str,
    count: Callable[[], int] | None,
    size: Callable[[T], int] = lambda _: 1,
    *,
    is_screen_taken: bool = False,
    looked_at_each: int = _LOOKED_AT_EACH,
) -> Iterator[T]:
    """The same things; once they have taken a second a bar shows how far they are, of so many as
    `count` says; where nobody can tell, that it goes on. Only where standard error is a terminal,
    and nothing else is being written to it."""
    if is_screen_taken or not sys.stderr.isatty():
        yield from things
        return
    way = _Way(label, count)
    for number, thing in enumerate(things):
        yield thing
        way.done += size(thing)
        if number % looked_at_each == 0:
            way.look()
    way.end()


@contextmanager
def bar_told(label: str, count: int) -> Iterator[Callable[[int], None]]:
    """The same bar for what isn't gone through here: is told each time how many more are done."""
    if not sys.stderr.isatty():
        yield lambda _more: None
        return
    way = _Way(label, lambda: count)

    def told(more: int) -> None:
        way.done += more
        way.look()

    yield told
    way.end()


class _Way:
    """How far something is, and its bar once it has taken a second."""

    def __init__(self, label: str, count: Callable[[], int] | None) -> None:
        self.done = 0
        self._label, self._count = label, count
        self._started = time.monotonic()
        self._bar: _Bar | None = None

    def look(self) -> None:
        """Shows how far it is, if there's reason to."""
        if self._bar is None and time.monotonic() - self._started > SHOWN_AFTER_SECONDS:
            known = max(self._count(), self.done) if self._count is not None else None
            self._bar = _bar(self._label, known)
            self._bar.render_progress()
        self._move()

    def end(self) -> None:
        """It's done."""
        self._move()
        if self._bar is not None:
            self._bar.render_finish()

    def _move(self) -> None:
        if self._bar is not None:
            self._bar.update(self.done - self._bar.pos)


def _bar(label: str, length: int | None) -> _Bar:
    if length is not None:
        return typer.progressbar(length=length, label=label, file=sys.stderr)
    return typer.progressbar(_unknown(), label=label, file=sys.stderr, show_pos=True)


def _unknown() -> Iterator[object]:
    """Nothing, and it doesn't say how much that is: `iter(())` would, and the bar would be full."""
    yield from ()
