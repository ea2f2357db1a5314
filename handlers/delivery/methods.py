"""Calls of one method that all fail though Slack is there: one row tries for all of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

PAUSES = (0.25, 0.5, 1.0, 2.0, 3.0)
"""Seconds between asking Slack whether it's there again, or trying a method that failed. The last
is below five, within which everything is to be under way once it works."""
POSTING = "chat.postMessage"
HELD = timedelta(seconds=60)
"""The backstop of a row that waits for a method: whichever call of it works first lets it go."""
SILENT = 10.0
"""Seconds after which the row that tries for all is given up: it may have been dropped."""
REMEMBERED = 1000
"""How many rows that failed with a method are known, the last ones."""
_MARK = ": "


def waiting_for(method: str, error: str) -> str:
    """What is noted with a row that waits for a method."""
    return f"{method}{_MARK}{error}"


@dataclass(slots=True)
class _Failing:
    error: str
    tries: int = 0
    first: int | None = None
    """The row that tries again and again."""
    heard_at: float = 0.0
    rows: set[int] = field(default_factory=set)


class Methods:
    """Which methods fail, as this process sees it. A row that fails again after another's call of
    the same method worked fails by itself. Any number of threads may ask."""

    def __init__(self, silent_after: float = SILENT) -> None:
        self._silent_after = silent_after
        self._lock = threading.Lock()
        self._failing: dict[str, _Failing] = {}
        self._by_itself: dict[tuple[str, int], None] = {}

    def fails(self, method: str, row: int, error: str) -> timedelta | None:
        """A call failed. How long the row waits for the method; None where it's its own fault."""
        with self._lock:
            if not method or (method, row) in self._by_itself:
                return None
            failing = self._failing.setdefault(method, _Failing(error))
            failing.error = error
            failing.rows.add(row)
            if failing.first not in (None, row):
                return HELD
            failing.first, failing.heard_at = row, time.monotonic()
            failing.tries += 1
            return timedelta(seconds=PAUSES[min(failing.tries, len(PAUSES)) - 1])

    def is_own(self, method: str, row: int) -> bool:
        """Whether a row fails though others get through."""
        with self._lock:
            return (method, row) in self._by_itself

    def keeps(self, method: str, row: int) -> str:
        """Why a row that failed isn't tried again yet, '' where it may be."""
        with self._lock:
            failing = self._failing.get(method)
            if failing is None or row not in failing.rows or failing.first in (None, row):
                return ""
            return failing.error

    def waited_for(self, row: int) -> str:
        """What is noted with a row that failed with a method which hasn't worked since, '' where
        there is none."""
        with self._lock:
            found = (waiting_for(m, f.error) for m, f in self._failing.items() if row in f.rows)
            return next(found, "")

    def is_certain(self, method: str) -> bool:
        """Whether it's more than one call that failed."""
        with self._lock:
            failing = self._failing.get(method)
            return failing is not None and (failing.tries > 1 or len(failing.rows) > 1)

    def works(self, method: str) -> bool:
        """A call of it worked; True where it failed before."""
        if method not in self._failing:  # most often; a failure that comes now is noted after this
            return False
        with self._lock:
            failing = self._failing.pop(method, None)
            if failing is None:
                return False
            self._by_itself |= {(method, row): None for row in sorted(failing.rows)}
            for old in list(self._by_itself)[:-REMEMBERED]:
                del self._by_itself[old]
            return True

    def leaves(self, row: int) -> Sequence[str]:
        """A row is done with. The methods it was to try for all: another is to try them now."""
        with self._lock:
            tried = ((m, f) for m, f in self._failing.items() if row in f.rows)
            found = tuple(method for method, f in tried if f.first in (None, row))
            for method in found:
                self._failing[method].first = None
                self._failing[method].rows.discard(row)
        return found

    def silent(self) -> Sequence[str]:
        """Methods whose row hasn't been heard of for long: another one is to try."""
        with self._lock:
            now, after = time.monotonic(), self._silent_after
            found = [m for m, f in self._failing.items() if now - f.heard_at > after]
            for method in found:
                self._failing[method].first = None
        return found

    def knows(self, method: str) -> bool:
        """Whether this process has met it."""
        return method in self._failing
