"""Trouble with Slack comes when it is asked for, and goes."""

import urllib.error
from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox import Sandbox
from sandbox.workspace.waiting import LONG_ENOUGH

POST: dict[str, Any] = {"channel": "C0EXEC", "text": "hello"}


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
    slack.trouble.slow(LONG_ENOUGH, ["chat.postMessage"])
    with pytest.raises(requests.ReadTimeout):
        post(slack, timeout=0.1)
    slack.channel("C0EXEC").wait_for(lambda m: m.text == "hello")
    assert slack.calls("chat.postMessage") == [], "it isn't answered yet"


def test_a_slow_call_may_take_effect_after_the_app_gave_up(slack: Sandbox) -> None:
    slack.trouble.slow(0.3, takes_effect_late=True)
    with pytest.raises(requests.ReadTimeout):
        post(slack, timeout=0.1)
    posted = slack.channel("C0EXEC").wait_for(lambda m: m.text == "hello")
    (call,) = slack.calls("chat.postMessage")
    assert float(posted.ts) >= call.at + 0.29


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


def outcomes(slack: Sandbox, calls: int) -> list[int | None]:
    """The status of each of so many posts, None where the answer was lost."""

    def status() -> int | None:
        try:
            return post(slack).status_code
        except requests.ConnectionError:
            return None

    return [status() for _ in range(calls)]


def test_every_other_answer_may_be_lost_until_it_is_lifted(slack: Sandbox) -> None:
    slack.trouble.lose_replies("chat.postMessage", None, every=2)

    assert outcomes(slack, 6) == [200, None] * 3
    assert len(texts(slack)) == 6
    slack.trouble.lose_no_replies()
    assert outcomes(slack, 2) == [200, 200]


def test_every_other_call_may_be_limited_until_it_is_lifted(slack: Sandbox) -> None:
    slack.trouble.rate_limited("chat.postMessage", None, every=2)

    assert outcomes(slack, 6) == [200, 429] * 3
    assert len(texts(slack)) == 3
    slack.trouble.unlimited()
    assert outcomes(slack, 2) == [200, 200]


def test_every_third_call_may_fail_a_few_times(slack: Sandbox) -> None:
    slack.trouble.rate_limited("chat.postMessage", 2, every=3)

    assert outcomes(slack, 9) == [200, 200, 429, 200, 200, 429, 200, 200, 200]


def test_a_plan_for_every_method_counts_each_by_itself(slack: Sandbox, client: WebClient) -> None:
    slack.trouble.lose_replies("*", None, every=2)
    client.auth_test()

    assert outcomes(slack, 2) == [200, None], "two that take turns aren't lost for ever"
    assert slack.trouble.loses


def test_lifting_one_trouble_leaves_the_others(slack: Sandbox) -> None:
    trouble = slack.trouble

    def on() -> list[bool]:
        return [bool(trouble.slow_seconds), trouble.limits, trouble.loses, bool(trouble.state())]

    trouble.slow(1)
    trouble.rate_limited("*", None)
    trouble.lose_replies("*", None)
    trouble.down("503")
    assert on() == [True, True, True, True]
    trouble.quick()
    assert on() == [False, True, True, True]
    trouble.unlimited()
    assert on() == [False, False, True, True]
    trouble.lose_no_replies()
    assert on() == [False, False, False, True]
    trouble.back()
    assert on() == [False, False, False, False]


def test_slack_that_is_back_keeps_what_was_planned(slack: Sandbox) -> None:
    slack.trouble.rate_limited("chat.postMessage")
    slack.trouble.down("refused")
    slack.trouble.back()

    assert outcomes(slack, 2) == [429, 200]


def test_what_is_turned_away_is_kept_apart_from_calls(slack: Sandbox) -> None:
    post(slack)
    slack.trouble.down("503")
    post(slack)
    slack.trouble.down("reset")
    assert outcomes(slack, 1) == [None]
    calls, deliveries, away = slack.core.records.since(0, 0, 0)

    assert ([c.method for c in calls], deliveries) == (["chat.postMessage"], [])
    assert [(a.method, a.how, a.arguments["text"]) for a in away] == [
        ("chat.postMessage", "503", "hello"),
        ("chat.postMessage", "reset", "hello"),
    ]
    assert slack.calls() == calls


def test_records_tell_what_was_added_since(slack: Sandbox) -> None:
    for _ in range(3):
        post(slack)
    slack.person("U0OTTER").command("/escalate", "Acme")
    slack.trouble.down("503")
    post(slack)
    calls, deliveries, away = slack.core.records.since(2, 0, 0)

    assert (len(calls), len(deliveries), len(away)) == (1, 1, 1)
    assert slack.core.records.since(3, 1, 1) == ([], [], [])
