"""Each of Slack's requests comes to what is for it, however many listeners there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from slack_bolt import App, BoltRequest
from structlog.testing import capture_logs

from bot.app.wall_clock import WallClock
from bot.case.identifiers import UserId
from bot.case.people import Identity
from bot.limits import Limits
from handlers.delivery.precedence import Precedence
from handlers.slack.app import bolt
from handlers.slack.app.bolt import build_app
from handlers.slack.app.front import Front
from handlers.slack.app.lists import Lists
from handlers.slack.app.registry import (
    ACTIONS,
    CLOSED,
    COMMANDS,
    EVENTS,
    SHORTCUTS,
    SUBMISSIONS,
)
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Say
from handlers.slack.contract.requests import Command
from storage.work import DatabaseStorage
from tests.support.factories import HERON, NOON

SORTS_OF_REQUESTS = 6
TEAM = Identity("T0OURS", "", "https://ours.example/", UserId("U0BOT"), "B0BOT")
FROM: dict[str, Any] = {"team": {"id": TEAM.team}, "team_id": TEAM.team, "user": {"id": HERON}}
Payload = Callable[[str], dict[str, Any]]


def named(sort: str) -> Payload:
    return lambda name: FROM | {"type": sort, "callback_id": name, "trigger_id": "1.1"}


def sent_off(sort: str) -> Payload:
    view = {"id": "V1", "type": "modal"}
    return lambda name: FROM | {"type": sort, "view": view | {"callback_id": name}}


def pressed(name: str) -> dict[str, Any]:
    return FROM | {"type": "block_actions", "actions": [{"action_id": name, "type": "button"}]}


def happened(name: str) -> dict[str, Any]:
    return FROM | {"type": "event_callback", "event": {"type": name, "user": HERON}}


def typed(name: str) -> dict[str, Any]:
    return {"team_id": TEAM.team, "user_id": HERON, "command": name, "text": "help"}


REQUESTS: dict[str, tuple[Payload, tuple[str, ...]]] = {
    "commands": (typed, tuple(COMMANDS)),
    "shortcuts": (named("shortcut"), tuple(SHORTCUTS)),
    "shortcuts of messages": (named("message_action"), tuple(SHORTCUTS)),
    "clicks": (pressed, ACTIONS),
    "submissions": (sent_off("view_submission"), tuple(SUBMISSIONS)),
    "closed forms": (sent_off("view_closed"), tuple(CLOSED)),
    "events": (happened, tuple(EVENTS)),
}


@pytest.fixture
def precedence() -> Precedence:
    return Precedence()


@pytest.fixture
def app(storage: DatabaseStorage, precedence: Precedence) -> Iterator[App]:
    context = Context(storage, SimpleNamespace(now=lambda: NOON))
    opener: Any = SimpleNamespace()
    with ThreadPoolExecutor(1) as executor:
        front = Front(
            context,
            opener,
            executor,
            lambda: TEAM,
            Limits(),
            lambda *_pressed: None,
            Lists(WallClock()),
            precedence.answering,
        )
        yield build_app(front, "xoxb-x", "")


def listeners_of(app: App, payload: dict[str, Any]) -> int:
    """How many listeners take a request."""
    request = BoltRequest(body=payload, mode="socket_mode")
    app._init_context(request)
    response: Any = None
    return sum(one.matches(req=request, resp=response) for one in app._listeners)


@pytest.mark.parametrize("sort", REQUESTS)
def test_each_name_has_one_listener_and_what_only_contains_one_has_none(
    app: App, sort: str
) -> None:
    payload, names = REQUESTS[sort]

    assert [name for name in names if listeners_of(app, payload(name)) != 1] == []
    for name in names:
        strange = [f"{name}x", f"x{name}", f"{name}\n", name.upper(), ""]
        assert not any(listeners_of(app, payload(other)) for other in strange if other != name)


def test_who_is_answered_goes_before_deliveries_until_then(
    app: App, precedence: Precedence, monkeypatch: pytest.MonkeyPatch
) -> None:
    def listener(_context: Context, _request: Command) -> Say:
        return Say(f"wanted: {precedence.is_wanted()}")

    monkeypatch.setitem(COMMANDS, "/escalations", listener)
    answer = app.dispatch(BoltRequest(body=typed("/escalations"), mode="socket_mode"))

    assert "wanted: True" in answer.body
    assert not precedence.is_wanted()


@pytest.mark.parametrize(
    ("payload", "sort"),
    [
        ({"type": "block_suggestion", "action_id": "x", "view": None}, "block_suggestion"),
        ({"type": "event_callback", "event": {"type": "tokens_revoked"}}, "tokens_revoked"),
        ({"command": "/nope"}, "/nope"),
    ],
)
def test_what_nobody_takes_is_logged_by_its_sort_alone(
    app: App, monkeypatch: pytest.MonkeyPatch, payload: dict[str, Any], sort: str
) -> None:
    monkeypatch.setattr(bolt, "log", structlog.get_logger())
    body = {**payload, "team_id": TEAM.team, "user": {"id": "U0WREN"}}
    with capture_logs() as logged:
        answer = app.dispatch(BoltRequest(body=body, mode="socket_mode"))

    assert answer.status == 404
    assert logged == [{"event": "nobody_takes", "log_level": "warning", "request": sort}]


def test_a_request_is_looked_for_among_one_listener_a_sort(app: App) -> None:
    """Bolt goes through them one after the other, and a hundred take as long as a submission."""
    assert len(app._listeners) == SORTS_OF_REQUESTS
