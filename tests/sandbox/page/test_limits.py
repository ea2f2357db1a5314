"""What is too much, or makes no sense, is refused before anything is done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from slack_bolt import App
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.page.acts import LONGEST_TEXT
from tests.sandbox.page.tab import SOON, Tab

TOO_LONG = "x" * (LONGEST_TEXT + 1)


def thumb(value: str) -> dict:
    return {"text": {"type": "plain_text", "text": value.capitalize()}, "value": value}


FEEDBACK = {
    "type": "context_actions",
    "block_id": "feedback",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "rated",
            "positive_button": thumb("good"),
            "negative_button": thumb("bad"),
        }
    ],
}


def test_words_without_end_are_not_sent(slack: Sandbox, otter: Tab) -> None:
    ts = otter.act("say", channel="C0EXEC", text="x" * LONGEST_TEXT, thread=None)["ts"]

    for act in ("say", "edit", "command"):
        answer = otter.act(act, channel="C0EXEC", ts=ts, text=f"/x {TOO_LONG}", thread=None)
        assert "too long to send" in str(answer["words"])
    assert len(slack.channel("C0EXEC").messages()) == 1


@pytest.mark.parametrize("ts", ["zzz", "9", "9999999999.9", "1795332444.284573x"])
def test_only_a_message_can_be_read_up_to(slack: Sandbox, ts: str) -> None:
    act = {"as": "U0OTTER", "act": "read", "channel": "C0EXEC", "ts": ts, "thread": ""}
    answer = requests.post(f"{slack.url}/page/act", json=act, timeout=SOON)

    assert answer.status_code == 400
    assert slack.page.read_marks.read_up_to("U0OTTER", "C0EXEC") == ""


def test_a_channel_one_does_not_see_is_not_read(otter: Tab) -> None:
    answer = otter.act("read", channel="G0PRIVATE", ts="1795332444.284573", thread="")

    assert answer["ok"] is False


def test_another_site_can_not_use_the_web_api(slack: Sandbox) -> None:
    sent = {"channel": "C0EXEC", "text": "from elsewhere", "token": slack.bot_token}
    origin = {"Origin": "https://evil.example"}
    answer = requests.post(f"{slack.api_url}chat.postMessage", sent, headers=origin, timeout=SOON)

    assert answer.status_code == 403
    assert slack.channel("C0EXEC").messages() == []


def test_a_thumb_reaches_the_app(by_http: App, client: WebClient, otter: Tab) -> None:
    heard: list[dict] = []

    @by_http.action("rated")
    def rated(ack: Callable[..., None], action: dict) -> None:
        ack()
        heard.append(action)

    ts = client.chat_postMessage(channel="C0EXEC", text="Good?", blocks=[FEEDBACK])["ts"]
    place = {"channel": "C0EXEC", "ts": ts, "block_id": "feedback", "action_id": "rated"}

    assert otter.act("click", **place, choice=thumb("good")) == {"ok": True}
    assert heard[0]["value"] == "good"
    assert otter.act("click", **place, choice=thumb("ugly"))["ok"] is False
