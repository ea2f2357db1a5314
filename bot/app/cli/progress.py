"""A bar on a terminal while a command takes its time."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import typer

T = TypeVar("T")
SHOWN_AFTER_SECONDS = 1.0
_LOOKED_AT_EACH = 256


def with_bar(
    things: Iterable[T],
    label: str,
    count: Callable[[], int],
    size: Callable[[T], int] = lambda _: 1,
    *,
    is_screen_taken: bool = False,
) -> Iterator[T]:
    """The same things; once they have taken a second a bar shows how far they are, of so many as
    `count` says. Only where standard error is a terminal, and nothing else is being written to
    it."""
    if is_screen_taken or not sys.stderr.isatty():
        yield from things
        return
    started, done = time.monotonic(), 0
    bar = None
    for number, thing in enumerate(things):
        yield thing
        done += size(thing)
        if number % _LOOKED_AT_EACH:
            continue
        if bar is None and time.monotonic() - started > SHOWN_AFTER_SECONDS:
            bar = typer.progressbar(length=max(count(), done), label=label, file=sys.stderr)
            bar.render_progress()
        if bar is not None:
            bar.update(done - bar.pos)
    if bar is not None:
        bar.update(done - bar.pos)
        bar.render_finish()
