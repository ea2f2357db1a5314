"""Processes that start at once learn the same people at once: none asks Slack again for that."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest
from slack_sdk import WebClient

from bot.app.wall_clock import WallClock
from bot.case.identifiers import UserId
from bot.case.people import Identity
from bot.ports import Work
from handlers.web_api.directory import learn_identity, learn_people
from sandbox import Sandbox
from storage.work import DatabaseStorage
from tests.conftest import Connect
from tests.support.factories import NOON, person
from tests.support.held_up import wait_until_held_up

OTTER = UserId("U0OTTER")


def puts_otter(work: Work) -> None:
    work.people.put([person(OTTER)])


def puts_us(work: Work) -> None:
    work.people.put_identity(Identity("T0SANDBOX", "", "", UserId("U0BOT"), "B0BOT", ""))
    work.people.put([])  # written now, as at its commit


def learns_people(client: WebClient, storage: DatabaseStorage) -> object:
    return learn_people(client, storage, "T0SANDBOX", WallClock())


@pytest.mark.parametrize(
    ("puts", "learns", "method"),
    [(puts_otter, learns_people, "users.list"), (puts_us, learn_identity, "auth.test")],
)
def test_who_learns_what_another_process_learns_at_this_moment_asks_slack_once(
    postgres_url: str,
    process: Connect,
    puts: Callable[[Work], None],
    learns: Callable[[WebClient, DatabaseStorage], object],
    method: str,
) -> None:
    faster, slower = (
        DatabaseStorage(process(postgres_url, name), lambda: NOON) for name in ("first", "second")
    )
    with Sandbox() as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        learned: list[object] = []
        learning = Thread(target=lambda: learned.append(learns(client, slower)))
        with faster.begin() as work:
            puts(work)
            learning.start()
            wait_until_held_up(process(postgres_url, "third"), learning.is_alive)
        learning.join()
        asked = [call.method for call in slack.calls()]

    assert learned
    assert asked.count(method) == 1
