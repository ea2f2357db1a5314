"""What went to and fro is listed, counted and kept, with the clock as it stood then."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
import requests
from slack_bolt import App
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.workspace.waiting import LONG_ENOUGH
from tests.sandbox.conftest import HASTY, workspace
from tests.sandbox.forms import button, modal, option, row, section, text_input
from tests.sandbox.page.tab import SOON, Tab

Ack = Callable[..., None]
CASE = {"event_type": "outbox", "event_payload": {"row": "42"}}
DAY = 24 * 3600


def entries(tab: Tab, **query: object) -> list[dict]:
    return tab.ask("activity", **query)["entries"]


def post(slack: Sandbox, **arguments: object) -> requests.Response:
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    sent = {"channel": "C0EXEC", "text": "ESC-1", **arguments}
    url = f"{slack.api_url}chat.postMessage"
    return requests.post(url, json=sent, headers=headers, timeout=SOON)


def counters(slack: Sandbox) -> dict:
    """What has been counted, and only that."""
    return {k: v for k, v in slack.page.feed.activity.counters().items() if v}


def test_a_command_is_listed_as_typed_with_its_payload_and_answer(by_http: App, otter: Tab) -> None:
    by_http.command("/escalate")(lambda ack: ack("ESC-7 it is"))
    otter.act("command", channel="C0CSM", text="/escalate Acme")
    frame = otter.wait_for("activity", lambda f: any(e["sort"] == "request" for e in f["entries"]))
    entry = next(e for e in frame["entries"] if e["sort"] == "request")
    detail = otter.ask("entry", n=entry["n"])

    assert (entry["who"], entry["what"]) == ("U0OTTER", "/escalate Acme")
    assert (entry["ok"], entry["outcome"], entry["attempt"]) == (True, "", 0)
    assert entry["reference"] == "ESC-7"
    assert detail["payload"]["channel_id"] == "C0CSM"
    assert detail["answer"]["text"] == "ESC-7 it is"


def test_what_a_person_does_is_listed_in_words(by_http: App, client: WebClient, otter: Tab) -> None:
    @by_http.action("open")
    def pressed(ack: Ack, body: dict) -> None:
        ack()
        view = modal(text_input("Title", optional=True), title="Raise", notify_on_close=True)
        client.views_open(trigger_id=body["trigger_id"], view=view)

    by_http.view("raise")(lambda ack: ack())
    by_http.view_closed("raise")(lambda ack: ack())
    by_http.shortcut("raise_escalation")(lambda ack: ack())
    by_http.event("app_home_opened")(lambda: None)
    ts = client.chat_postMessage(
        channel="C0EXEC", text="card", blocks=[row(button("Open it", "open"))]
    )["ts"]
    place = {"channel": "C0EXEC", "ts": ts, "block_id": "row", "action_id": "open"}
    for act in ("close", "submit"):
        otter.forget()
        otter.act("click", **place)
        view = otter.wait_for("views", lambda f: f["views"])["views"][-1]["id"]
        otter.act(act, view=view, values={})
    otter.act("shortcut", callback_id="raise_escalation")

    said = [e["what"] for e in entries(otter) if e["sort"] == "request"]
    assert said == [
        "pressed Open it", "closed “Raise”", "pressed Open it", "submitted “Raise”",
        "shortcut raise_escalation",
    ]  # fmt: skip


def test_an_event_is_listed_at_each_attempt(slack: Sandbox, otter: Tab) -> None:
    slack.deliver_http("http://127.0.0.1:9/nobody")
    otter.act("open_home")
    slack.wait_until_quiet()
    tried = [e for e in entries(otter) if e["what"] == "app_home_opened"]

    assert [e["attempt"] for e in tried] == [0, 1, 2, 3]
    assert {(e["ok"], e["outcome"]) for e in tried} == {(False, "connection_failed")}
    assert counters(slack)["failed_acks"] == 4


def test_a_call_is_listed_with_whom_it_is_about(slack: Sandbox, otter: Tab) -> None:
    client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    blocks = [section("*ESC-3* Acme")]
    client.chat_postMessage(channel="C0EXEC", text="card", blocks=blocks)
    client.chat_postMessage(channel="U0HERON", text="for you")
    direct = client.conversations_open(users="U0OWL")["channel"]["id"]
    client.chat_postMessage(channel=direct, text="for the owl")
    client.users_info(user="U0VOLE")
    listed = [(e["what"], e["who"]) for e in entries(otter)]
    first = entries(otter)[0]

    assert listed == [
        ("chat.postMessage", "C0EXEC"),
        ("chat.postMessage", "U0HERON"),
        ("conversations.open", "U0OWL"),
        ("chat.postMessage", "U0OWL"),
        ("users.info", "U0VOLE"),
    ]
    assert (first["sort"], first["reference"], first["ok"]) == ("call", "ESC-3", True)
    detail = otter.ask("entry", n=first["n"])
    assert detail["arguments"]["blocks"] == blocks
    assert detail["answer"]["ok"] is True


def test_a_call_that_fails_says_how(slack: Sandbox, otter: Tab) -> None:
    post(slack, channel="C0NOWHERE")
    slack.trouble.rate_limited("chat.postMessage")
    post(slack)
    slack.trouble.lose_replies("chat.postMessage")
    with pytest.raises(requests.ConnectionError):
        post(slack)
    slack.trouble.down("503")
    post(slack)
    slack.trouble.down("reset")
    with pytest.raises(requests.ConnectionError):
        post(slack)
    slack.trouble.back()

    assert [(e["ok"], e["outcome"]) for e in entries(otter)] == [
        (False, "channel_not_found"),
        (False, "limited"),
        (False, "answer lost"),
        (False, "503"),
        (False, "connection reset"),
    ]
    assert counters(slack) == {
        "calls": 3, "refused": 1, "limited": 1, "lost": 1, "posted": 1, "away": 2,
    }  # fmt: skip


def test_only_a_message_that_stands_twice_is_doubled(slack: Sandbox) -> None:
    slack.trouble.down("503")
    post(slack, metadata=CASE)
    slack.trouble.back()
    slack.trouble.rate_limited("chat.postMessage")
    post(slack, metadata=CASE)
    post(slack, metadata=CASE)
    assert "doubled" not in counters(slack)
    assert counters(slack)["repeated"] == 2
    post(slack, metadata=CASE)

    assert counters(slack)["doubled"] == 1


def test_messages_with_ids_of_their_own_are_no_repeats(slack: Sandbox) -> None:
    for number in range(3):
        post(slack, metadata=CASE | {"event_payload": {"row": f"{number}"}})
        post(slack)

    assert counters(slack) == {"calls": 6, "posted": 6}


@pytest.mark.parametrize("patience", [HASTY])
def test_edits_look_ups_and_slow_acks_are_counted(
    slack: Sandbox, by_http: App, client: WebClient, otter: Tab
) -> None:
    given_up = threading.Event()
    by_http.command("/escalate")(lambda: given_up.wait(LONG_ENOUGH))
    ts = client.chat_postMessage(channel="C0EXEC", text="a")["ts"]
    client.chat_update(channel="C0EXEC", ts=ts, text="b")
    client.conversations_history(channel="C0EXEC")
    client.conversations_history(channel="C0EXEC", include_all_metadata=True)
    otter.act("command", channel="C0CSM", text="/escalate")
    given_up.set()
    counted = counters(slack)

    assert (counted["edited"], counted["looked_up"]) == (1, 1)
    assert (counted["requests"], counted["slow_acks"]) == (1, 1)
    assert "failed_acks" not in counted


def test_the_counters_come_along_with_what_happened(
    slack: Sandbox, client: WebClient, otter: Tab
) -> None:
    client.users_info(user="U0VOLE")

    assert otter.wait_for("activity")["entries"][-1]["what"] == "users.info"
    assert otter.wait_for("trouble")["counters"]["calls"] == 1


def test_a_tab_is_told_each_entry_once_and_only_the_new_ones(client: WebClient, otter: Tab) -> None:
    for _ in range(5):
        client.users_info(user="U0VOLE")
    otter.wait_for("activity", lambda f: f["entries"] and f["entries"][-1]["n"] == 4)
    told = [e["n"] for f in otter.frames("activity") for e in f["entries"]]

    assert told == [0, 1, 2, 3, 4]


def test_what_happened_is_read_page_by_page_from_the_newest(client: WebClient, otter: Tab) -> None:
    for _ in range(5):
        client.users_info(user="U0VOLE")
    newest = otter.ask("activity", limit=2)
    older = otter.ask("activity", limit=2, before=newest["entries"][0]["n"])
    oldest = otter.ask("activity", limit=2, before=older["entries"][0]["n"])
    pages = [newest, older, oldest]

    assert [[e["n"] for e in page["entries"]] for page in pages] == [[3, 4], [1, 2], [0]]
    assert [page["more"] for page in pages] == [True, True, False]


def test_an_entry_keeps_the_calendar_as_it_stood_then(
    slack: Sandbox, client: WebClient, otter: Tab
) -> None:
    client.users_info(user="U0VOLE")
    otter.act("clock", seconds=DAY)
    client.users_info(user="U0VOLE")
    before, moved, after = [e["calendar"] - e["at"] for e in entries(otter)]

    assert before == pytest.approx(0, abs=60)
    assert moved == pytest.approx(DAY, abs=60)
    assert after == pytest.approx(DAY, abs=60)


def test_the_calendar_of_what_nobody_looked_at_is_right_too(
    slack: Sandbox, client: WebClient
) -> None:
    client.users_info(user="U0VOLE")
    slack.page.acts.do("U0OTTER", "clock", {"seconds": DAY})
    first: Any = slack.page.feed.activity.entries()[0]

    assert first["calendar"] - first["at"] == pytest.approx(0, abs=60)


def test_a_message_is_listed_with_who_wrote_it_and_what_became_of_it() -> None:
    with workspace("message.channels") as slack:
        slack.trouble.lose_events("*", None)
        heron = slack.person("U0HERON")
        heron.delete(heron.edit(heron.say("C0EXEC", "clam"), "claim"))
        slack.wait_until_quiet()
        listed = slack.page.feed.activity.entries()

        assert [(e["who"], e["what"], e["outcome"]) for e in listed] == [
            ("U0HERON", "message", "lost"),
            ("U0HERON", "message_changed", "lost"),
            ("U0HERON", "message_deleted", "lost"),
        ]
        assert counters(slack) == {"requests": 3}


def test_a_menus_choice_is_listed_in_its_words(by_http: App, client: WebClient, otter: Tab) -> None:
    by_http.action("more")(lambda ack: ack())
    menu = {"type": "overflow", "action_id": "more", "options": [option("Set a deadline")]}
    ts = client.chat_postMessage(channel="C0EXEC", text="card", blocks=[row(menu)])["ts"]
    place = {"channel": "C0EXEC", "ts": ts, "block_id": "row", "action_id": "more"}
    otter.act("click", **place, choice=option("Set a deadline"))

    assert [e["what"] for e in entries(otter) if e["sort"] == "request"] == ["chose Set a deadline"]


def test_switches_and_the_bots_life_are_listed_in_words(slack: Sandbox, otter: Tab) -> None:
    otter.act("trouble", down="503", slow=2)
    otter.act("trouble", down=None, slow=0, losing=True)
    otter.act("drop_sockets")
    slack.core.workspace.tell("bot", "", "killed")
    slack.core.workspace.tell("bot", "", "answered")

    assert [(e["sort"], e["what"]) for e in entries(otter)] == [
        ("trouble", "the API: down: 503, slow by 2 s"),
        ("trouble", "the API: up, quick, loses every other answer"),
        ("trouble", "cut the bot's connection"),
        ("bot", "killed"),
    ]


def test_nothing_secret_is_shown_of_a_call(slack: Sandbox, otter: Tab) -> None:
    headers = {"Content-Type": "application/json"}
    words = json.dumps({"channel": "C0EXEC", "text": "a", "token": slack.bot_token})
    requests.post(f"{slack.api_url}chat.postMessage", data=words, headers=headers, timeout=SOON)

    assert slack.bot_token not in json.dumps(otter.ask("entry", n=entries(otter)[0]["n"]))
