"""What measures a process does so in one of its own: a test's has threads and garbage of other tests."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection

LONGEST = 60.0
"""Seconds."""


def apart(measure: Callable[..., int], *given: str | int) -> int:
    """What `measure`, a function of a module, finds in a process that has done nothing else."""
    fresh = multiprocessing.get_context("spawn")
    heard, says = fresh.Pipe(duplex=False)
    with heard:
        child = fresh.Process(target=_tell, args=(says, measure, given), daemon=True)
        child.start()
        says.close()
        assert heard.poll(LONGEST), "it doesn't end"
        found = heard.recv()
        child.join()
    assert isinstance(found, int)
    return found


def _tell(says: Connection, measure: Callable[..., int], given: tuple[str | int, ...]) -> None:
    with says:
        says.send(measure(*given))
