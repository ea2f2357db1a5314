"""Those in one process who write to a SQLite file have a turn each, in the order they asked."""

from __future__ import annotations

import math
import sqlite3
import threading
import time
from collections import deque

from bot.case.errors import StorageAway
from storage.open_connections import OpenConnections

SYNCED_NOW_AND_THEN = 1
"""`PRAGMA synchronous = NORMAL`: the file stays whole, and its last commits may be undone."""


class Writers:
    """Lets one write at a time. SQLite's own lock is asked for again and again with growing pauses:
    who comes anew goes before those who pause, and some would wait until they are refused."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._is_taken = False

    def enter(self, seconds: float) -> bool:
        """Waits for a turn, at most so long; whether it came."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        has_come = False
        try:
            has_come = mine.wait(seconds)
        finally:
            if not has_come:
                has_come = self._give_up(mine)
        return has_come

    def _give_up(self, mine: threading.Event) -> bool:
        """Leaves the queue; True if the turn came at the last moment."""
        with self._guard:
            if mine.is_set():
                return True
            self._waiting.remove(mine)
            return False

    def leave(self) -> None:
        """Ends the turn: it is the next one's."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False


class QueuedConnection(sqlite3.Connection):
    """A connection whose writing transactions wait for their turn, and end it however they end."""

    writers: Writers
    others: OpenConnections
    seconds: float
    _has_turn = False
    _own_sync = ""
    _tenths = -1

    def wait_for_turn(self) -> None:
        """Before a transaction that writes. What is left of the time goes to waiting for other
        processes: these meet at SQLite's own lock. Raises StorageAway when no turn comes."""
        asked_at = time.monotonic()
        if not self.writers.enter(self.seconds):
            raise StorageAway("SQLite: others wrote for too long")
        self._has_turn = True
        self._wait_for_others(max(0.0, self.seconds - (time.monotonic() - asked_at)))

    def wait_for_nobody(self) -> None:
        """Before a transaction that only reads."""
        self._wait_for_others(self.seconds)

    def _wait_for_others(self, seconds: float) -> None:
        tenths = math.ceil(seconds * 10)
        if tenths != self._tenths:
            self.execute(f"PRAGMA busy_timeout = {tenths * 100}")
            self._tenths = tenths

    def wait_for_disk(self, *, is_wanted: bool) -> None:
        """Before a transaction: whether its commit waits until it is on the disk. Who does not wait
        finds, after a cut of the power and not of this process alone, that it never was."""
        if is_wanted:
            if self._own_sync:
                self.execute(f"PRAGMA synchronous = {self._own_sync}")
                self._own_sync = ""
        elif not self._own_sync:
            (found,) = self.execute("PRAGMA synchronous").fetchone()
            self._own_sync = str(found)
            self.execute(f"PRAGMA synchronous = {min(int(found), SYNCED_NOW_AND_THEN)}")

    def end_turn(self) -> None:
        """After a transaction, or one that could not begin."""
        if self._has_turn:
            self._has_turn = False
            self.writers.leave()

    def commit(self) -> None:
        """Ends the turn too, unless the transaction is still open."""
        try:
            super().commit()
        finally:
            self._end_turn_if_over()

    def rollback(self) -> None:
        """Ends the turn too."""
        try:
            super().rollback()
        finally:
            self._end_turn_if_over()

    def close(self) -> None:
        """Ends the turn too."""
        try:
            super().close()
        finally:
            self.others.closed(self)
            self.end_turn()

    def _end_turn_if_over(self) -> None:
        if self._has_turn and not self.in_transaction:
            self.end_turn()
