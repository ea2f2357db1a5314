"""The bot on a machine whose clock is put wrong: `shifted.py FILE run`, FILE says by how many seconds.

Only what reads the machine's clock is another one: the wall clock, the scheduler's, and time.time.
What the bot makes of it is its own.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import apscheduler.executors.base
import apscheduler.schedulers.base
import apscheduler.triggers.interval

import bot.app.wall_clock
from bot.app.cli import app

FILE = Path(sys.argv.pop(1))
READERS = (
    bot.app.wall_clock,
    apscheduler.executors.base,
    apscheduler.schedulers.base,
    apscheduler.triggers.interval,
)
true_time = time.time


def wrong_by() -> float:
    return float(FILE.read_text() or 0)


class Shifted(datetime):
    """What a machine tells whose clock was set."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + timedelta(seconds=wrong_by())


if __name__ == "__main__":
    for reader in READERS:
        assert reader.datetime is datetime, f"{reader} reads its clock elsewhere"
        reader.datetime = Shifted  # type: ignore[union-attr]
    time.time = lambda: true_time() + wrong_by()
    app()
