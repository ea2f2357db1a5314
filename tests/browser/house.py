"""A workspace as `make sandbox` starts it: its page, its clock, and the real bot as a child."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from slack_bolt import App
from slack_sdk import WebClient

from sandbox import Manifest, Sandbox
from sandbox.bot.process import BotProcess, Start
from sandbox.workspace.clock import SystemClock
from tests.sandbox.conftest import over_http
from tests.support.unhurried import patient

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
FRIDAY = 4


@dataclass(frozen=True)
class House:
    """The workspace and its bot."""

    slack: Sandbox
    bot: BotProcess

    @property
    def url(self) -> str:
        return self.slack.url


def next_time(weekday: int, hour: int, minute: int = 0) -> SystemClock:
    """A calendar that begins at the next such moment in Copenhagen.

    Digests come at nine on working days: what is due next must not hang on when a test is run.
    """
    clock = SystemClock()
    now = datetime.fromtimestamp(clock.calendar(), COPENHAGEN)
    day = now + timedelta(days=(weekday - now.weekday()) % 7)
    start = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if start <= now:
        start += timedelta(days=7)
    clock.forward(start.timestamp() - clock.calendar())
    return clock


@contextmanager
def open_workshop(folder: Path, manifest: Manifest | None = None) -> Iterator[tuple[House, App]]:
    """A workspace with an app of the test's own, in this process, where the bot would be."""
    with Sandbox(manifest=manifest, clock=next_time(FRIDAY, 10), patience=patient()) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        app = App(
            name="test",  # Bolt looks through every loaded module for one otherwise
            client=client,
            signing_secret=slack.signing_secret,
            process_before_response=True,
        )
        with over_http(slack, app):
            yield House(slack, BotProcess(slack, folder)), app


@contextmanager
def open_house(
    folder: Path, port: int = 0, clock: SystemClock | None = None, start: Start | None = None
) -> Iterator[House]:
    """Open on a Friday at ten, unless told otherwise. `start` is how the bot is started."""
    clock = clock or next_time(FRIDAY, 10)
    with Sandbox(port=port, clock=clock, patience=patient(0.0, 0.5, 2.0)) as slack:
        bot = BotProcess(slack, folder, start=start)
        slack.page.acts.bot = bot
        bot.start()
        try:
            yield House(slack, bot)
        finally:
            bot.stop()
