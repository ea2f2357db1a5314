"""The clock the rules read, and the one that may be moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, runtime_checkable


class Clock(Protocol):
    """Tells the calendar's time, in UTC."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


@runtime_checkable
class MovedClock(Clock, Protocol):
    """A calendar that somebody may move forward, as the local workspace does."""

    def on_move(self, moved: Callable[[], None]) -> None:
        """Calls this after every move, from any thread."""
        ...
