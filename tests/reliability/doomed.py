"""The bot, in a process that kills itself (kill -9) at a named point: `doomed.py POINT[:n] run`.

The n-th time the point is reached the process is gone, as if the machine had lost its power.
With `POINT:n:bug` it goes on with an exception that nobody has foreseen.
`doomed.py grace:N run` dies of nothing, and has N seconds to end instead of its usual ones.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from slack_sdk import WebClient

import bot.due.timers
import handlers.slack.context.context
from bot.app.cli import app
from bot.app.wiring import Bot
from handlers.delivery.editing import Editor
from handlers.http.server import Server
from storage.deliveries import DeliveryTable
from storage.requests import RequestsTable
from storage.timers import TimersTable

POINTS: dict[str, tuple[Any, str]] = {
    "verb_done_not_committed": (RequestsTable, "keep"),
    "committed_not_acknowledged": (handlers.slack.context.context, "carry_out"),
    "lease_taken": (DeliveryTable, "take"),
    "conversation_opened": (WebClient, "conversations_open"),
    "post_taken_by_slack": (WebClient, "chat_postMessage"),
    "edit_taken_by_slack": (Editor, "edit"),
    "delivery_noted": (DeliveryTable, "done"),
    "thread_noted": (DeliveryTable, "opened_thread"),
    "timer_taken": (TimersTable, "take_due"),
    "timer_fired_not_committed": (bot.due.timers, "fire"),
    "requests_finished": (Server, "stop"),
    "deliveries_finished": (Bot, "stop_worker"),
}


def deadly(after: Callable[..., Any], nth: int, *, of_a_bug: bool) -> Callable[..., Any]:
    """Does what it did, and dies instead of returning; nothing done counts for nothing."""
    reached = itertools.count(1)

    def last(*args: Any, **kwargs: Any) -> Any:
        done = after(*args, **kwargs)
        counts = after.__name__ not in ("take", "take_due") or bool(done)
        if counts and next(reached) == nth:
            if of_a_bug:
                raise RuntimeError("foreseen by nobody")
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    return last


if __name__ == "__main__":
    point, number, how = [*sys.argv.pop(1).split(":"), "", ""][:3]
    if point == "grace":
        os.environ["ESCALATIONS_GRACE_SECONDS"] = number
    else:
        where, name = POINTS[point]
        deadly_one = deadly(getattr(where, name), int(number or 1), of_a_bug=how == "bug")
        setattr(where, name, deadly_one)
    app()
