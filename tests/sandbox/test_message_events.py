"""What an app hears of messages where it is, once its manifest subscribes to them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from sandbox import Sandbox, SlackMessage
from sandbox.workspace.waiting import LONG_ENOUGH
from tests.sandbox.conftest import subscribed_to, workspace
from tests.sandbox.forms import button, row

BOTH = ("message.channels", "message.groups")
MANY = 2000


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    with workspace(*BOTH) as sandbox:
        yield sandbox


def heard(app: App) -> list[dict]:
    """Bodies of the message events that reach a listener."""
    seen: list[dict] = []
    app.event("message")(lambda body: seen.append(body))  # noqa: PLW0108 (Bolt reads names)
    app.event("app_mention")(lambda: None)
    return seen


def of_messages(slack: Sandbox) -> list[dict]:
    """Every message event that was sent, repeated or not."""
    slack.wait_until_quiet()
    events: list[Any] = [d.payload["event"] for d in slack.deliveries if d.type == "message"]
    return events


def test_a_message_is_told_with_who_where_and_when(slack: Sandbox, connected: App) -> None:
    seen = heard(connected)
    root = slack.person("U0OTTER").say("C0EXEC", "Acme & friends")
    reply = slack.person("U0HERON").say("C0EXEC", "thanks @otter", thread=root)
    slack.wait_until_quiet()

    told = {body["event"]["ts"]: body["event"] for body in seen}
    kept = ("type", "user", "text", "channel", "channel_type", "team", "event_ts")
    assert {key: told[root.ts][key] for key in kept} == {
        "type": "message",
        "user": "U0OTTER",
        "text": "Acme &amp; friends",
        "channel": "C0EXEC",
        "channel_type": "channel",
        "team": "T0SANDBOX",
        "event_ts": root.ts,
    }
    assert not {"thread_ts", "subtype", "bot_id", "hidden"} & set(told[root.ts])
    assert told[root.ts]["blocks"][0]["type"] == "rich_text"
    assert told[reply.ts]["thread_ts"] == root.ts
    assert told[reply.ts]["parent_user_id"] == "U0OTTER"
    assert len({body["event_id"] for body in seen}) == 2


def test_a_private_channels_messages_are_another_subscription() -> None:
    for events, types in (
        (("message.channels",), {"channel"}),
        (("message.groups",), {"group"}),
        ((), set()),
    ):
        with workspace(*events) as slack:
            slack.person("U0OWL").say("C0EXEC", "public")
            slack.person("U0OWL").say("C0LEGAL", "private")

            assert {event["channel_type"] for event in of_messages(slack)} == types


def test_a_subscription_without_its_scope_brings_nothing() -> None:
    manifest = subscribed_to(*BOTH)
    less = replace(manifest, scopes=manifest.scopes - {"channels:history"})
    with Sandbox(manifest=less) as slack:
        slack.person("U0OWL").say("C0EXEC", "public")

        assert of_messages(slack) == []


def test_nothing_is_told_from_where_the_app_is_not(slack: Sandbox, client: WebClient) -> None:
    slack.person("U0OTTER").say("C0CSM", "hello")
    slack.person("U0OWL").say("G0PRIVATE", "hello")
    client.chat_postEphemeral(channel="C0EXEC", user="U0HERON", text="only you")
    client.chat_postMessage(channel="U0HERON", text="a direct message")
    slack.admin.leave("U0BOT", "C0EXEC")
    slack.person("U0HERON").say("C0EXEC", "it is gone")

    assert of_messages(slack) == []


def test_a_mention_is_told_twice_as_one_message(slack: Sandbox, by_http: App) -> None:
    heard(by_http)
    said = slack.person("U0HERON").mention("C0EXEC", "claim")
    slack.wait_until_quiet()

    both = {d.type: d for d in slack.deliveries}
    events: list[Any] = [both[sort].payload["event"] for sort in ("app_mention", "message")]
    mention, message = events
    assert both["app_mention"].event_id != both["message"].event_id
    for key in ("ts", "client_msg_id", "user", "text", "channel", "team", "blocks"):
        assert mention[key] == message[key]
    assert "channel_type" not in mention
    assert said.ts == message["ts"]


def test_the_apps_own_messages_go_out_and_bolt_keeps_them_back(
    slack: Sandbox, connected: App, client: WebClient
) -> None:
    seen = heard(connected)
    ts = client.chat_postMessage(
        channel="C0EXEC", text="ESC-1 <@U0BOT>", blocks=[row(button("Claim", "claim"))]
    )["ts"]
    client.chat_update(channel="C0EXEC", ts=ts, text="ESC-1 claimed")
    client.chat_delete(channel="C0EXEC", ts=ts)
    posted, changed, deleted = sorted(of_messages(slack), key=lambda e: e["event_ts"])

    assert (posted["user"], posted["bot_id"], posted["app_id"]) == ("U0BOT", "B0BOT", "A0BOT")
    assert posted["bot_profile"]["id"] == "B0BOT"
    assert "client_msg_id" not in posted
    assert changed["message"]["bot_id"] == deleted["previous_message"]["bot_id"] == "B0BOT"
    assert all(delivery.ok for delivery in slack.deliveries)
    assert seen == []


def test_another_apps_message_carries_that_apps_ids(slack: Sandbox, by_http: App) -> None:
    seen = heard(by_http)
    slack.admin.join("U0CUCKOO", "C0EXEC")
    slack.person("U0CUCKOO").say("C0EXEC", "build failed")
    slack.wait_until_quiet()

    event = seen[0]["event"]
    assert (event["user"], event["bot_id"], event["app_id"]) == ("U0CUCKOO", "B0CUCKOO", "A0CUCKOO")


def test_an_edit_is_told_with_the_message_before_and_after(slack: Sandbox, connected: App) -> None:
    seen = heard(connected)
    heron = slack.person("U0HERON")
    said = heron.say("C0EXEC", "clam")
    edited = heron.edit(said, "claim")
    slack.wait_until_quiet()

    event = next(b["event"] for b in seen if b["event"].get("subtype") == "message_changed")
    assert (event["message"]["text"], event["previous_message"]["text"]) == ("claim", "clam")
    assert event["message"]["edited"] == {"user": "U0HERON", "ts": edited.edited_ts}
    assert event["message"]["ts"] == event["previous_message"]["ts"] == said.ts
    assert (event["hidden"], event["channel_type"]) == (True, "channel")
    assert event["ts"] == event["event_ts"] > said.ts
    assert "user" not in event


def test_a_deletion_is_told_and_a_root_leaves_a_tombstone(slack: Sandbox, by_http: App) -> None:
    heard(by_http)
    heron = slack.person("U0HERON")
    alone, root = heron.say("C0EXEC", "alone"), heron.say("C0EXEC", "root")
    heron.say("C0EXEC", "reply", thread=root)
    heron.delete(alone)
    heron.delete(root)
    subtypes = {e["subtype"]: e for e in of_messages(slack) if "subtype" in e}

    deleted, changed = subtypes["message_deleted"], subtypes["message_changed"]
    assert (deleted["deleted_ts"], deleted["previous_message"]["text"]) == (alone.ts, "alone")
    assert (deleted["hidden"], "message" in deleted) == (True, False)
    assert changed["message"]["subtype"] == "tombstone"
    assert changed["previous_message"]["text"] == "root"


def test_a_reply_sent_to_the_channel_too_brings_its_root(
    slack: Sandbox, by_http: App, client: WebClient
) -> None:
    heard(by_http)
    root = slack.person("U0HERON").say("C0EXEC", "root")
    client.chat_postMessage(channel="C0EXEC", thread_ts=root.ts, text="x", reply_broadcast=True)
    event = next(e for e in of_messages(slack) if e["text"] == "x")

    assert (event["subtype"], event["thread_ts"]) == ("thread_broadcast", root.ts)
    assert (event["root"]["ts"], event["root"]["reply_count"]) == (root.ts, 1)


def test_an_outsiders_message_names_their_team(slack: Sandbox, by_http: App) -> None:
    seen = heard(by_http)
    slack.admin.join("U0OSPREY", "C0EXEC")
    slack.person("U0OSPREY").say("C0EXEC", "hello")
    slack.wait_until_quiet()

    event = seen[0]["event"]
    assert (event["team"], event["user_team"]) == ("T0OTHER", "T0OTHER")
    assert seen[0]["is_ext_shared_channel"] is True


def test_metadata_alone_is_no_event(slack: Sandbox) -> None:
    said = slack.person("U0HERON").say("C0EXEC", "x")
    slack.wait_until_quiet()
    before = len(slack.deliveries)
    slack.channel("C0EXEC").forget_metadata(said)
    slack.wait_until_quiet()

    assert len(slack.deliveries) == before


def test_an_event_without_an_ack_comes_again_under_its_id(slack: Sandbox, app: App) -> None:
    slack.person("U0HERON").say("C0EXEC", "nobody listens")
    slack.wait_until_quiet()

    assert [d.attempt for d in slack.deliveries] == [0, 1, 2, 3]
    assert len({d.event_id for d in slack.deliveries}) == 1


# -- trouble --------------------------------------------------------------------------------------


def test_an_event_can_be_lost_on_its_way(slack: Sandbox, connected: App, client: WebClient) -> None:
    seen = heard(connected)
    slack.trouble.lose_events("message")
    client.chat_postMessage(channel="C0EXEC", text="the app's own are let through")
    heron = slack.person("U0HERON")
    for words in ("first", "second"):
        heron.say("C0EXEC", words)
    slack.wait_until_quiet()

    assert [body["event"]["text"] for body in seen] == ["second"]
    lost: list[Any] = [d.payload["event"] for d in slack.deliveries if d.outcome == "lost"]
    assert [event["text"] for event in lost] == ["first"]


def test_only_a_subtype_can_be_lost(slack: Sandbox, by_http: App) -> None:
    seen = heard(by_http)
    slack.trouble.lose_events("message_changed", None)
    heron = slack.person("U0HERON")
    heron.edit(heron.say("C0EXEC", "clam"), "claim")
    slack.wait_until_quiet()

    assert [body["event"]["text"] for body in seen] == ["clam"]


def test_an_event_can_come_late(slack: Sandbox, connected: App) -> None:
    seen = heard(connected)
    slack.trouble.delay_events(0.2, "message", 1)
    said = slack.person("U0HERON").say("C0EXEC", "late")
    slack.wait_until_quiet()

    assert [body["event"]["text"] for body in seen] == ["late"]
    assert slack.deliveries[0].at >= float(said.ts) + 0.19


def test_those_behind_one_that_comes_late_do_not_wait_for_it(
    slack: Sandbox, connected: App
) -> None:
    seen = heard(connected)
    slack.trouble.delay_events(LONG_ENOUGH, "message", 1)
    heron = slack.person("U0HERON")
    for words in ("first", "second"):
        heron.say("C0EXEC", words)
    slack.wait_for_delivery(lambda d: d.ok)

    assert [body["event"]["text"] for body in seen] == ["second"]


def test_an_event_can_come_twice(slack: Sandbox, connected: App) -> None:
    seen = heard(connected)
    slack.trouble.double_events("message")
    slack.person("U0HERON").say("C0EXEC", "once")
    slack.wait_until_quiet()

    assert [body["event"]["text"] for body in seen] == ["once", "once"]
    assert len({body["event_id"] for body in seen}) == 1
    assert [(d.attempt, bool(d.retry_reason)) for d in slack.deliveries] == [(0, False), (1, True)]


def test_up_takes_the_trouble_with_events_away(slack: Sandbox, by_http: App) -> None:
    seen = heard(by_http)
    slack.trouble.lose_events()
    slack.trouble.delay_events(60)
    slack.trouble.double_events()
    slack.trouble.up()
    slack.person("U0HERON").say("C0EXEC", "hello")
    slack.wait_until_quiet()

    assert len(seen) == 1


def test_a_flood_comes_whole_and_once_while_a_click_is_answered(
    slack: Sandbox, by_socket: App, client: WebClient
) -> None:
    seen = heard(by_socket)
    by_socket.action("claim")(lambda ack: ack())
    ts = client.chat_postMessage(
        channel="C0EXEC", text="ESC-1", blocks=[row(button("Claim", "claim"))]
    )["ts"]
    card = slack.channel("C0EXEC").wait_for(lambda m: m.ts == ts)
    post, next_ts = slack.core.workspace.post, slack.core.workspace.next_ts
    for number in range(MANY):
        post(SlackMessage("C0EXEC", next_ts(), "U0OTTER", f"Line {number}"))
    clicked = slack.person("U0HERON").click(card, "Claim")
    slack.wait_until_quiet(60)

    assert clicked.error is None
    assert len(seen) == MANY
    assert {d.attempt for d in slack.deliveries} == {0}
