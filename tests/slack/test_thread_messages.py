"""What people write in a case's thread, as Slack tells of it: an update, an answer, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from slack_bolt import BoltRequest
from sqlalchemy import Engine

from bot.app.wall_clock import WallClock
from bot.case.errors import StorageAway
from bot.case.identifiers import EscalationId, UserId
from bot.case.states import State
from bot.limits import Limits
from bot.notices import Answered, PrivateAnswer
from bot.ports import Storage, Work
from handlers.slack.app.bolt import build_app
from handlers.slack.app.front import Front
from handlers.slack.app.lists import Lists
from handlers.slack.context.context import Context
from handlers.slack.contract import payloads
from tests.architecture import conftest
from tests.architecture.plays import claim, wait, with_updates
from tests.architecture.stage import TEAM, Stage
from tests.support.factories import CRANE, FINCH, HERON, WREN, case, timeline
from tests.support.looking import counts

stage_engine, new_stage = conftest.stage_engine, conftest.new_stage
Send = Callable[..., int]


class _Away:
    """A store that can be read and takes nothing more."""

    def __init__(self, storage: Storage, failure: Exception) -> None:
        self._storage, self._failure = storage, failure

    def read(self) -> AbstractContextManager[Work]:
        return self._storage.read()

    def begin(self) -> AbstractContextManager[Work]:
        raise self._failure


@pytest.fixture
def stage(new_stage: Callable[..., Stage]) -> Stage:
    """One case, Heron's, of which an update is promised."""
    set_up = new_stage(played_by=with_updates())
    claim(set_up, set_up.open())
    return set_up


@pytest.fixture
def slack(stage: Stage) -> Iterator[Send]:
    """Delivers a message as Slack would; returns the status it is answered with."""
    with ThreadPoolExecutor(1) as executor:

        def send(user: UserId, text: str = "It goes on.", **event: Any) -> int:
            storage = event.pop("storage", stage.storage)
            context = Context(storage, SimpleNamespace(now=lambda: stage.now))
            opener: Any = SimpleNamespace()
            lists = Lists(WallClock())
            front = Front(
                context, opener, executor, lambda: TEAM, Limits(), lambda *_pressed: None, lists
            )
            app = build_app(front, "xoxb-x", "")
            body = {
                "type": "event_callback",
                "team_id": TEAM.team,
                "event_id": "Ev1",
                "event": message(user, text, **event),
            }
            return app.dispatch(BoltRequest(body=body, mode="socket_mode")).status

        yield send


def message(user: str, text: str = "It goes on.", **event: Any) -> dict[str, Any]:
    """A message in the first case's thread, unless told otherwise; None leaves a field out."""
    whole = {
        "type": "message",
        "channel": "C0EXEC",
        "channel_type": "channel",
        "user": user,
        "text": text,
        "ts": "1772540000.000001",
        "thread_ts": "1772539200.000001",
    }
    return {name: value for name, value in (whole | event).items() if value is not None}


ONE = EscalationId(1)


@pytest.mark.parametrize("how", [{}, {"subtype": "file_share"}, {"subtype": "thread_broadcast"}])
def test_the_owner_s_message_is_the_update(stage: Stage, slack: Send, how: dict[str, Any]) -> None:
    stage.now += timedelta(hours=1.9)

    assert slack(HERON, **how) == 200
    stage.wait_until(stage.now + timedelta(hours=1))
    assert "target_missed" not in timeline(stage.storage, ONE)
    stage.wait_until(stage.now + timedelta(hours=2))
    assert "target_missed" in timeline(stage.storage, ONE), "the next one is due from there"


def test_the_requester_s_message_ends_the_wait_and_the_owner_is_told(
    stage: Stage, slack: Send
) -> None:
    wait(stage, ONE)

    assert slack(WREN, channel_type="group") == 200
    assert case(stage.storage, ONE).state is State.CLAIMED
    assert stage.said(Answered).to == HERON


def test_a_message_delivered_twice_is_heard_once(stage: Stage, slack: Send) -> None:
    wait(stage, ONE)

    assert [slack(WREN), slack(WREN)] == [200, 200]
    wait(stage, ONE)
    assert slack(WREN) == 200
    assert case(stage.storage, ONE).state is State.WAITING, "this one was heard before"


@pytest.mark.parametrize(
    "ignored",
    [
        {"subtype": "message_changed", "user": None},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"bot_id": "B0OTHER"},
        {"thread_ts": None},
        {"thread_ts": "1772540000.000001"},
        {"thread_ts": "1772539200.000404"},
        {"channel": "C0CSM"},
        {"channel_type": "im"},
        {"channel_type": "mpim"},
        {"text": "<@U0BOT> status"},
        {"text": "hello <@U0BOT>: Wait, customer until tomorrow"},
        {"text": "<@U0BOT>"},
    ],
    ids=str,
)
@pytest.mark.parametrize("user", [HERON, WREN])
def test_nothing_else_is_heard_or_written(
    stage: Stage, slack: Send, stage_engine: Engine, user: UserId, ignored: dict[str, Any]
) -> None:
    if user == WREN:
        wait(stage, ONE)
    before = counts(stage_engine)

    assert slack(**({"user": user} | ignored)) == 200
    assert counts(stage_engine) == before


@pytest.mark.parametrize("user", [CRANE, FINCH, UserId("U0NOBODY")])
def test_chatter_costs_no_write(
    stage: Stage, slack: Send, stage_engine: Engine, user: UserId
) -> None:
    before = counts(stage_engine)

    assert slack(user) == 200
    assert counts(stage_engine) == before


def test_a_mention_that_asks_the_bot_for_nothing_is_an_update(
    stage: Stage, slack: Send, stage_engine: Engine
) -> None:
    before = counts(stage_engine)

    assert slack(HERON, "<@U0BOT> offered it to me, I have read half") == 200
    assert counts(stage_engine) != before


def test_a_message_that_can_not_be_kept_is_asked_for_again(stage: Stage, slack: Send) -> None:
    away = _Away(stage.storage, StorageAway("gone"))

    assert slack(HERON, storage=away) == 503


def test_nobody_is_told_of_a_bug_who_only_wrote(stage: Stage, slack: Send) -> None:
    assert slack(HERON, storage=_Away(stage.storage, RuntimeError("a bug"))) == 200
    assert not [n for n in stage.everything_said() if isinstance(n, PrivateAnswer)]


def test_a_message_and_a_mention_at_the_same_place_are_two_requests() -> None:
    body = {"event": message("U0WREN")}
    written = payloads.written(body)

    assert written is not None
    assert written.key != payloads.mention(body).key
