"""Notices that the machine's clock was set: it and the time that only goes on have come apart."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from bot.limits import Limits
from bot.ports import Clock

log = structlog.get_logger(__name__)


class Jumps:
    """Runs from `start` to `stop`, and calls `on_jump` after each jump, either way."""

    def __init__(self, machine: Clock, on_jump: Callable[[], None], limits: Limits) -> None:
        self._machine = machine
        self._on_jump = on_jump
        self._limits = limits
        self._ahead = 0.0
        self._stopping = threading.Event()
        self._loop = threading.Thread(target=self._run, name="jumps", daemon=True)

    def start(self) -> None:
        """Begins to look."""
        self._ahead = self._now_ahead()
        self._loop.start()

    def stop(self) -> None:
        """Looks no more."""
        self._stopping.set()
        if self._loop.is_alive():
            self._loop.join()

    def _run(self) -> None:
        # The event waits by the time that only goes on.
        while not self._stopping.wait(self._limits.tick_seconds):
            before, self._ahead = self._ahead, self._now_ahead()
            # Compared with the last look: a clock that is put right little by little isn't set.
            jump = self._ahead - before
            if abs(jump) > self._limits.jump_seconds:
                log.warning("clock_jumped", seconds=round(jump, 1))
                self._on_jump()

    def _now_ahead(self) -> float:
        return self._machine.now().timestamp() - time.monotonic()
