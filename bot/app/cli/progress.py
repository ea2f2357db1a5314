"""A bar on a terminal while a command takes its time."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
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
    started, done = time.monotonic(), 0
    bar: _Bar | None = None
    for number, thing in enumerate(things):
        yield thing
        done += size(thing)
        if number % looked_at_each:
            continue
        if bar is None and time.monotonic() - started > SHOWN_AFTER_SECONDS:
            bar = _bar(label, max(count(), done) if count is not None else None)
            bar.render_progress()
        if bar is not None:
            bar.update(done - bar.pos)
    if bar is not None:
        bar.update(done - bar.pos)
        bar.render_finish()


def _bar(label: str, length: int | None) -> _Bar:
    if length is not None:
        return typer.progressbar(length=length, label=label, file=sys.stderr)
    return typer.progressbar(_unknown(), label=label, file=sys.stderr, show_pos=True)


def _unknown() -> Iterator[object]:
    """Nothing, and it doesn't say how much that is: `iter(())` would, and the bar would be full."""
    yield from ()
