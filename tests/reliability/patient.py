"""The bot with all the time in the world for the database and for Slack: `patient.py run`.

For what is held up for as long as a test takes, which is no hang.
"""

from __future__ import annotations

import functools
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import bot.app.settings
from bot.app.cli import app
from bot.limits import Limits
from sandbox.workspace.waiting import LONG_ENOUGH

if __name__ == "__main__":
    bot.app.settings.Limits = functools.partial(  # type: ignore[attr-defined,assignment]
        Limits,
        request_seconds=LONG_ENOUGH,
        database_seconds=LONG_ENOUGH,
        socket_leave_seconds=LONG_ENOUGH,
    )
    app()
