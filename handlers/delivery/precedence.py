"""Who waits for an answer goes before what is to be delivered: both compute in one process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Precedence:
    """How many requests are being answered at this moment."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._answering = 0

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Somebody waits for an answer until the block ends."""
        with self._guard:
            self._answering += 1
        try:
            yield
        finally:
            with self._guard:
                self._answering -= 1

    def is_wanted(self) -> bool:
        """Whether anybody waits for an answer now."""
        return self._answering > 0
