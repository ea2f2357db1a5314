"""The open connections of a process to a SQLite file, to close all before another is made.

SQLite opens the `-shm` once for all of them. As it was opened, with a name or none, to write or
only to read, it stays until the last is closed: one made before that is no better than the others.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref

from bot.case.errors import StorageAway


class OpenConnections:
    """Which there are, and whether they're to be closed. From any thread."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._open: weakref.WeakSet[sqlite3.Connection] = weakref.WeakSet()
        self._are_to_close = False

    @property
    def are_to_close(self) -> bool:
        """Whether no transaction may be begun with any of them."""
        return self._are_to_close

    def admit(self, made: sqlite3.Connection) -> None:
        """Notes one that has read nothing yet. Raises StorageAway as long as any of those that are
        to close is open."""
        with self._guard:
            if self._are_to_close and self._open:
                raise being_closed()
            self._are_to_close = False
            self._open.add(made)

    def closed(self, connection: sqlite3.Connection) -> None:
        """One of them is closed now."""
        with self._guard:
            self._open.discard(connection)

    def close_all(self) -> None:
        """From now on each is to be closed by whoever has it next."""
        with self._guard:
            self._are_to_close = bool(self._open)


def being_closed() -> StorageAway:
    """For whoever comes before the last one is closed: a moment, unless somebody reads for long."""
    return StorageAway("SQLite: its files are being opened anew")
