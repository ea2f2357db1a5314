"""What is wrong with an installation is said until it's mended, and no longer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.app.database import open_database
from bot.app.settings import Settings
from bot.app.wall_clock import WallClock
from bot.app.wiring import prepare
from bot.limits import Limits
from handlers.web_api import setup_watch
from handlers.web_api.setup_watch import SetupWatch
from sandbox import Sandbox
from sandbox.workspace.directory import UserGroup
from tests.reliability.house import until


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """This Slack takes any number of calls."""
    monkeypatch.setattr(setup_watch, "A_CALL", 0.0)


@dataclass(frozen=True)
class Watched:
    """A watch that goes on in a thread."""

    watch: SetupWatch
    thread: threading.Thread

    def wrong(self) -> set[str]:
        return {said.partition(":")[0] for said in self.watch.found()}

    def says(self, *about: str) -> None:
        """Waits until this is wrong, and nothing else."""
        until(lambda: self.wrong() == set(about), f"it's {self.wrong()}, and not {about}")


@contextmanager
def watched(slack: Sandbox, settings: Settings, every: float) -> Iterator[Watched]:
    """Asks about everything each so many seconds, and about what is wrong in between."""
    database = open_database(settings)
    prepare(settings, database, WallClock())
    client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    limits = Limits(setup_seconds=every, mended_seconds=0.02)
    watch = SetupWatch(client, database.storage, WallClock(), limits)
    learned, stopping = threading.Event(), threading.Event()
    learned.set()
    thread = threading.Thread(target=watch.run, args=(learned, stopping), daemon=True)
    thread.start()
    try:
        yield Watched(watch, thread)
    finally:
        stopping.set()
        thread.join()
        database.close()


def names(settings: Settings, instead: Mapping[str, str]) -> None:
    """The policy names these in place of those."""
    file = Path(settings.escalations_policy)
    text = file.read_text(encoding="utf-8")
    for former, other in instead.items():
        text = text.replace(former, other)
    file.write_text(text, encoding="utf-8")


def test_a_process_says_it_at_once_and_again_until_it_is_mended(
    slack: Sandbox, settings: Settings
) -> None:
    """And as soon as who is who has been learned, rather than at the next round."""
    database = open_database(settings)
    prepare(settings, database, WallClock())
    slack.admin.leave("U0BOT", "C0EXEC")
    slack.trouble.fail("auth.test", "invalid_auth", None)
    client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    watch = SetupWatch(client, database.storage, WallClock(), Limits(setup_seconds=0.05))
    stopping = threading.Event()
    heard: list[str] = []

    def hears(words: str) -> None:
        until(lambda: any(words in said for said in watch.found()), f"{words} was not said")
        heard.extend(watch.found())

    def learn() -> None:
        hears("invalid_auth")
        slack.trouble.up()

    def mend() -> None:
        hears("C0EXEC")
        slack.admin.join("U0BOT", "C0EXEC")

    mending = threading.Thread(target=mend)
    mending.start()
    watch.beside(learn, stopping)
    mending.join()
    database.close()

    assert heard[0].startswith("slack: Slack refuses SLACK_BOT_TOKEN (invalid_auth)")
    assert heard[-1].startswith("channel C0EXEC: queue executive: the bot isn't in")
    assert watch.found() == ()


def test_what_is_mended_is_known_within_seconds_and_not_at_the_next_round(
    slack: Sandbox, settings: Settings
) -> None:
    names(settings, {"U0HERON": "U0NOBODY", "S0MANAGERS": "S0NONE"})
    slack.admin.leave("U0BOT", "C0EXEC")
    known = slack.core.workspace.members["U0HERON"]
    mends: dict[str, Callable[[], None]] = {
        "channel C0EXEC": lambda: slack.admin.join("U0BOT", "C0EXEC"),
        "person U0NOBODY": lambda: slack.admin.add_person(replace(known, id="U0NOBODY")),
        "group S0NONE": lambda: slack.admin.add_group(UserGroup("S0NONE", "none", "None")),
    }

    with watched(slack, settings, every=3600) as it:
        it.says(*mends)
        for about in tuple(mends):
            mends.pop(about)()
            it.says(*mends)
        until(lambda: not it.thread.is_alive(), "all is well, and it goes on")


def test_what_slack_does_not_tell_of_for_a_while_is_wrong_as_before(
    slack: Sandbox, settings: Settings
) -> None:
    """Neither where something else is mended meanwhile, nor where it's asked about everything."""
    names(settings, {"S0MANAGERS": "S0NONE"})
    slack.admin.leave("U0BOT", "C0EXEC")

    with watched(slack, settings, every=0.2) as it:
        it.says("channel C0EXEC", "group S0NONE")
        slack.trouble.rate_limited("usergroups.list", None)
        slack.admin.join("U0BOT", "C0EXEC")
        it.says("group S0NONE")
        asked = len(slack.calls("usergroups.list"))
        until(lambda: len(slack.calls("usergroups.list")) > asked + 5, "it isn't asked again")
        assert it.wrong() == {"group S0NONE"}
        slack.trouble.up()
        slack.admin.add_group(UserGroup("S0NONE", "none", "None"))
        it.says()


def test_a_slack_that_is_away_keeps_what_it_told_of_the_token_as_it_was(
    slack: Sandbox, settings: Settings
) -> None:
    granted = slack.core.manifest
    few = replace(granted, scopes=granted.scopes - {"usergroups:read"})

    with Sandbox(manifest=few) as less, watched(less, settings, every=3600) as it:
        it.says("scopes")
        less.trouble.fail("auth.test", "invalid_auth", None)
        it.says("scopes", "slack")
        less.trouble.up()
        it.says("scopes")
