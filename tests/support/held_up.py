"""Waiting, in a test of two who act at once, until one is held up by the other's locks."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import Engine, text

SOON = 60
"""Seconds after which it's no longer a busy machine."""
_HELD_UP = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"
)


def wait_until_held_up(engine: Engine, acts: Callable[[], bool], count: int = 1) -> None:
    """Waits until so many in this PostgreSQL database wait for what somebody else holds there.
    Fails if who `acts` doesn't any more: they have passed by what was to hold them up."""
    deadline = time.monotonic() + SOON
    while True:
        with engine.connect() as connection:
            if connection.execute(_HELD_UP).scalar_one() >= count:
                return
        assert acts(), "nothing held them up"
        assert time.monotonic() < deadline, "they are neither held up nor done"
