"""Who we are in Slack is what Slack says now: with another token, or in an organisation that the
workspace has joined, the bot isn't deaf until somebody starts it again."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from slack_bolt import BoltRequest

from bot.app.wall_clock import WallClock
from bot.app.wiring import KnownIdentity
from bot.case.people import Identity
from bot.limits import Limits
from handlers.slack.app.bolt import OTHER_WORKSPACE, build_app
from handlers.slack.app.front import Front
from handlers.slack.app.lists import Lists
from handlers.slack.context.context import Context
from storage.work import DatabaseStorage
from tests.architecture.stage import TEAM
from tests.support.factories import NOON

JOINED = replace(TEAM, enterprise="E0ORG")


class Asked:
    """Slack, asked who we are."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Identity:
        self.times += 1
        return JOINED


@pytest.fixture
def slack() -> Asked:
    return Asked()


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.fixture
def known(storage: DatabaseStorage, slack: Asked, executor: ThreadPoolExecutor) -> KnownIdentity:
    with storage.begin() as work:
        work.people.put_identity(TEAM)
    return KnownIdentity(storage, executor, Limits(), slack, executor)


def test_what_slack_tells_goes_before_what_was_remembered(known: KnownIdentity) -> None:
    assert known.get() == TEAM
    known.learned(JOINED)

    assert known.get() == JOINED


@pytest.mark.parametrize(
    ("team", "asked"), [(TEAM.team, 1), ("T0OTHERS", 0)], ids=["ours", "another"]
)
def test_slack_is_asked_anew_by_a_request_of_our_workspace_from_an_organisation_not_known(
    known: KnownIdentity,
    slack: Asked,
    storage: DatabaseStorage,
    executor: ThreadPoolExecutor,
    team: str,
    asked: int,
) -> None:
    context = Context(storage, SimpleNamespace(now=lambda: NOON))
    opener: Any = SimpleNamespace()
    lists = Lists(WallClock())
    front = Front(
        context, opener, executor, known.get, Limits(), lambda *_: None, lists, doubt=known.doubt
    )
    app = build_app(front, "xoxb-x", "")
    payload = {"command": "/escalations", "user_id": "U0WREN", "text": "", "team_id": team}

    def answer(enterprise: str) -> str:
        request = BoltRequest(body={**payload, "enterprise_id": enterprise}, mode="socket_mode")
        return str(app.dispatch(request).body)

    assert answer("E0ORG") == OTHER_WORKSPACE
    assert answer("E0EVIL") == OTHER_WORKSPACE
    executor.submit(int).result()  # after what was begun before

    assert slack.times == asked, "once a minute at most, and by nobody else's requests"
    assert (answer("E0ORG") == OTHER_WORKSPACE) is not bool(asked)
    assert answer("E0EVIL") == OTHER_WORKSPACE
