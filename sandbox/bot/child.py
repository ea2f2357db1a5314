"""The bot as this workspace runs it: `escalations run`, on a calendar moved through standard input.

The one module here that knows the bot, run as a process of its own. The sandbox writes a JSON
object a line: {"ahead": seconds} moves the calendar, {"ask": number, …} is answered by one line on
standard output. When standard input ends the sandbox is gone, and the bot stops too.
"""

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.app.database import open_database
from bot.app.processes import run, start_logging
from bot.app.settings import Settings, read_settings
from bot.app.wall_clock import WallClock
from bot.case.errors import CannotRun, SchemaOutdated, StorageAway
from bot.case.identifiers import EscalationId, read_reference
from bot.case.states import State
from bot.ports import CaseFilter, Work
from bot.reminders.timers import CaseTimer, ChannelLook, DayEnd, PlannedNudge
from handlers.slack.messages.history import history
from handlers.slack.messages.upcoming import upcoming
from sandbox.json_values import Json, as_object, as_text, parsed

log = structlog.get_logger(__name__)


class MovedCalendar:
    """The machine's time plus what the sandbox has put it forward."""

    def __init__(self, ahead: float) -> None:
        self._ahead = timedelta(seconds=ahead)
        self._wall = WallClock()
        self._told: list[Callable[[], None]] = []

    def now(self) -> datetime:
        return self._wall.now() + self._ahead

    def on_move(self, moved: Callable[[], None]) -> None:
        self._told.append(moved)

    def put(self, ahead: float) -> None:
        """So many seconds ahead from now on; never back."""
        self._ahead = max(self._ahead, timedelta(seconds=ahead))
        for moved in list(self._told):
            moved()


def main() -> int:
    parser = argparse.ArgumentParser(prog="sandbox.bot.child", description=__doc__)
    parser.add_argument("--ahead", type=float, default=0.0, help="seconds ahead of the machine")
    calendar = MovedCalendar(parser.parse_args().ahead)
    try:
        settings = read_settings()
        start_logging(settings)
        threading.Thread(target=_listen, args=(settings, calendar), daemon=True).start()
        run(settings, calendar)
    except (CannotRun, StorageAway) as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


def _listen(settings: Settings, calendar: MovedCalendar) -> None:
    # SIGTERM is for the thread that waits for it: here it would end the process in the middle.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    for line in sys.stdin:
        told = as_object(parsed(line))
        ahead = told.get("ahead")
        if isinstance(ahead, (int, float)):
            calendar.put(ahead)
        if "ask" in told:
            answer = {"answer": told["ask"], **_answered(settings, told)}
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGTERM)


def _answered(settings: Settings, told: Json) -> Json:
    database = open_database(settings)
    try:
        database.check_schema()
        with database.storage.read() as work:
            reference = as_text(told.get("reference"))
            return _case(work, reference) if reference else {"next_due": _due(work)}
    except SchemaOutdated:
        return {"words": "The bot is still starting."}
    except StorageAway as away:
        return {"words": f"The database can't be reached ({away})."}
    except Exception as failure:  # whoever listens here also hears of the clock: it goes on
        log.exception("question_failed")
        return {"words": f"The bot can't tell ({type(failure).__name__})."}
    finally:
        database.close()


def _case(work: Work, reference: str) -> Json:
    escalation_id = read_reference(reference)
    if escalation_id is None or work.escalations.peek(escalation_id) is None:
        return {"words": f"There is no {reference}."}
    return {
        "reference": f"ESC-{escalation_id}",
        "lines": history(work.timeline.of(escalation_id)),
        "next_due": _due(work, escalation_id),
    }


def _due(work: Work, escalation_id: EscalationId | None = None) -> Json | None:
    # The daily look at channels is nothing to wait for, and the end of an office's day means
    # something only to who has a case.
    has_any = work.escalations.count(CaseFilter(states=(State.CLAIMED,)))
    timer = work.timers.next(
        escalation_id, but=(ChannelLook,) if has_any else (ChannelLook, DayEnd)
    )
    if timer is None:
        return None
    reference = None
    if isinstance(timer, CaseTimer | PlannedNudge):
        reference = f"ESC-{timer.escalation_id}"
    return {"at": timer.due_at.timestamp(), "what": upcoming(timer), "reference": reference}


if __name__ == "__main__":
    raise SystemExit(main())
