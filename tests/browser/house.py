"""A workspace as `make sandbox` starts it: its page, its clock, and the real bot as a child."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox import Patience, Sandbox
from sandbox.bot_process import BotProcess


@dataclass(frozen=True)
class House:
    """The workspace and its bot."""

    slack: Sandbox
    bot: BotProcess

    @property
    def url(self) -> str:
        return self.slack.url


@contextmanager
def open_house(folder: Path, port: int = 0) -> Iterator[House]:
    with Sandbox(port=port, patience=Patience(event_retries=(0.0, 0.5, 2.0))) as slack:
        bot = BotProcess(slack, folder)
        slack.page.acts.bot = bot
        bot.start()
        try:
            yield House(slack, bot)
        finally:
            bot.stop()
