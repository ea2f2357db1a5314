"""An edit goes by the address that came with a press in the message, as long as Slack takes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from slack_sdk import WebClient

from bot.case.identifiers import ChannelId
from bot.limits import Limits
from handlers.delivery.editing import Editor
from handlers.slack.messages.markup import Message
from handlers.web_api.presses import LIFE, USES, Presses
from handlers.web_api.sending import Arrived
from sandbox import Sandbox

ROOM = ChannelId("C0EXEC")
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOBODY = "http://127.0.0.1:9/nobody"


def test_an_address_is_used_a_few_times_while_slack_takes_it() -> None:
    now = [AT]
    presses = Presses(SimpleNamespace(now=lambda: now[0]))
    presses.pressed(ROOM, "1.1", "first")
    presses.pressed(ROOM, "1.1", "second")

    assert presses.use(ROOM, "2.2") == "", "nobody pressed there"
    assert [presses.use(ROOM, "1.1") for _ in range(USES + 1)] == ["second"] * USES + [""]
    presses.pressed(ROOM, "1.1", "third")
    now[0] = AT + LIFE
    assert presses.use(ROOM, "1.1") == ""
    presses.pressed(ROOM, "1.1", "fourth")
    presses.forget(ROOM, "1.1")
    assert presses.use(ROOM, "1.1") == ""


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    """A local workspace without an app."""
    with Sandbox() as sandbox:
        yield sandbox


def test_an_edit_whose_address_is_not_taken_is_made_by_a_call(slack: Sandbox) -> None:
    client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    ts = str(client.chat_postMessage(channel=ROOM, text="open")["ts"])
    presses = Presses(SimpleNamespace(now=lambda: AT + timedelta(hours=1)))
    presses.pressed(ROOM, ts, NOBODY)
    sent = Editor(client, presses, Limits()).edit(ROOM, ts, Message("claimed", []))

    assert isinstance(sent, Arrived)
    assert [m.text for m in slack.channel(ROOM).messages()] == ["claimed"]
    assert presses.use(ROOM, ts) == "", "it isn't tried again"
