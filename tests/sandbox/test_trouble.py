"""Trouble with Slack comes when it is asked for, and goes."""

import urllib.error

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox import Sandbox

POST = {"channel": "C0EXEC", "text": "hello"}


def texts(slack: Sandbox) -> list[str]:
    return [message.text for message in slack.channel("C0EXEC").messages()]


def post(slack: Sandbox, timeout: float = 5) -> requests.Response:
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    url = slack.api_url + "chat.postMessage"
    return requests.post(url, json=POST, headers=headers, timeout=timeout)


def test_a_lost_reply_leaves_the_post_standing(slack: Sandbox) -> None:
    slack.trouble.lose_replies("chat.postMessage")
    with pytest.raises(requests.ConnectionError):
        post(slack)
    assert texts(slack) == ["hello"]
    assert slack.calls("chat.postMessage")[0].answered is False
    assert post(slack).json()["ok"]


def test_a_planned_limit_answers_429_so_often(slack: Sandbox) -> None:
    slack.trouble.rate_limited("chat.postMessage", 2, retry_after=7)
    answers = [post(slack) for _ in range(3)]
    assert [a.status_code for a in answers] == [429, 429, 200]
    assert answers[0].headers["Retry-After"] == "7"
    assert answers[0].json() == {"ok": False, "error": "ratelimited"}
    assert texts(slack) == ["hello"]


def test_a_planned_error_changes_nothing_else(slack: Sandbox, client: WebClient) -> None:
    ts = client.chat_postMessage(**POST)["ts"]
    slack.trouble.fail("chat.update", "edit_window_closed")
    with pytest.raises(SlackApiError, match="edit_window_closed"):
        client.chat_update(channel="C0EXEC", ts=ts, text="b")
    assert texts(slack) == ["hello"]
    assert client.chat_update(channel="C0EXEC", ts=ts, text="b")["ok"]


def test_slack_is_down_until_it_is_up(slack: Sandbox, client: WebClient) -> None:
    slack.trouble.down("refused")
    with pytest.raises(urllib.error.URLError, match="refused"):
        client.auth_test()
    slack.trouble.up()
    assert client.auth_test()["ok"]
    slack.trouble.down("reset")
    with pytest.raises(requests.ConnectionError):
        post(slack)
    slack.trouble.down("503")
    assert post(slack).status_code == 503
    slack.trouble.up()
    assert texts(slack) == []


def test_a_slow_answer_may_come_after_the_app_gave_up(slack: Sandbox) -> None:
    slack.trouble.slow(0.3, ["chat.postMessage"])
    with pytest.raises(requests.ReadTimeout):
        post(slack, timeout=0.1)
    assert texts(slack) == ["hello"]


def test_a_slow_call_may_take_effect_after_the_app_gave_up(slack: Sandbox) -> None:
    slack.trouble.slow(0.3, takes_effect_late=True)
    with pytest.raises(requests.ReadTimeout):
        post(slack, timeout=0.1)
    assert texts(slack) == []
    slack.channel("C0EXEC").wait_for(lambda m: m.text == "hello")


def test_rates_are_enforced_when_a_story_asks(slack: Sandbox, client: WebClient) -> None:
    for _ in range(30):
        client.users_info(user="U0OTTER")
        client.chat_postMessage(channel="C0LEGAL", text="x")
    slack.trouble.enforce_rates()
    statuses = [post(slack).status_code for _ in range(7)]
    assert statuses.count(429) >= 1
    assert statuses[:5] == [200] * 5
    for _ in range(20):
        client.users_list()
    with pytest.raises(SlackApiError) as limited:
        client.users_list()
    assert limited.value.response.status_code == 429
    assert int(limited.value.response.headers["Retry-After"]) > 1
