"""Posting, editing, finding and deleting messages."""

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox import NotSeen, Sandbox

EVENT = {"event_type": "outbox", "event_payload": {"row": "42"}}


def section(text: str, **more: object) -> dict:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def refused(error: str) -> pytest.RaisesExc[SlackApiError]:
    return pytest.raises(SlackApiError, match=f"'error': '{error}'")


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0GENERAL", "not_in_channel"),
        ("G0PRIVATE", "channel_not_found"),
        ("C0NOWHERE", "channel_not_found"),
        ("U0NOBODY", "channel_not_found"),
        ("U0CUCKOO", "cannot_dm_bot"),
    ],
)
def test_the_app_posts_only_where_it_is(client: WebClient, channel: str, error: str) -> None:
    with refused(error):
        client.chat_postMessage(channel=channel, text="hello")


def test_an_archived_channel_takes_no_posts(slack: Sandbox, client: WebClient) -> None:
    slack.admin.archive("C0EXEC")
    with refused("is_archived"):
        client.chat_postMessage(channel="C0EXEC", text="hello")


def test_a_post_needs_text_or_blocks(client: WebClient) -> None:
    with refused("no_text"):
        client.api_call("chat.postMessage", json={"channel": "C0EXEC", "text": ""})


def test_a_reply_counts_on_its_parent(client: WebClient) -> None:
    root = client.chat_postMessage(channel="C0EXEC", text="root")["ts"]
    reply = client.chat_postMessage(channel="C0EXEC", text="reply", thread_ts=root)
    assert reply["message"]["thread_ts"] == root
    parent, first = client.conversations_replies(channel="C0EXEC", ts=root)["messages"]
    assert (parent["thread_ts"], parent["reply_count"]) == (root, 1)
    assert (parent["latest_reply"], first["ts"]) == (reply["ts"], reply["ts"])
    assert first["parent_user_id"] == "U0BOT"


def test_a_thread_that_is_not_there_means_the_channels_root(client: WebClient) -> None:
    posted = client.chat_postMessage(channel="C0EXEC", text="lost", thread_ts="1700000000.000100")
    assert posted["ok"]
    assert "thread_ts" not in posted["message"]
    history = client.conversations_history(channel="C0EXEC")["messages"]
    assert [message["text"] for message in history] == ["lost"]


def test_history_has_no_replies_and_begins_with_the_newest(client: WebClient) -> None:
    root = client.chat_postMessage(channel="C0EXEC", text="first")["ts"]
    client.chat_postMessage(channel="C0EXEC", text="reply", thread_ts=root)
    client.chat_postMessage(channel="C0EXEC", text="second")
    page = client.conversations_history(channel="C0EXEC", limit=1)
    assert [m["text"] for m in page["messages"]] == ["second"]
    assert page["has_more"] is True
    cursor = page["response_metadata"]["next_cursor"]
    rest = client.conversations_history(channel="C0EXEC", cursor=cursor)
    assert [m["text"] for m in rest["messages"]] == ["first"]


def test_history_between_two_moments_leaves_out_its_ends_unless_asked(client: WebClient) -> None:
    stamps = [client.chat_postMessage(channel="C0EXEC", text=t)["ts"] for t in "abc"]
    between = {"channel": "C0EXEC", "oldest": stamps[0], "latest": stamps[2]}
    texts = [m["text"] for m in client.conversations_history(**between)["messages"]]
    ends = [m["text"] for m in client.conversations_history(**between, inclusive=True)["messages"]]
    assert (texts, ends) == (["b"], ["c", "b", "a"])


@pytest.mark.parametrize(
    ("channel", "error"), [("C0GENERAL", "not_in_channel"), ("G0PRIVATE", "channel_not_found")]
)
def test_history_is_for_members(client: WebClient, channel: str, error: str) -> None:
    with refused(error):
        client.conversations_history(channel=channel)


def test_metadata_comes_back_only_when_asked_for(client: WebClient) -> None:
    root = client.chat_postMessage(channel="C0EXEC", text="a", metadata=EVENT)["ts"]
    assert "metadata" not in client.conversations_history(channel="C0EXEC")["messages"][0]
    found = client.conversations_history(channel="C0EXEC", include_all_metadata=True)
    assert found["messages"][0]["metadata"] == EVENT
    thread = client.conversations_replies(channel="C0EXEC", ts=root, include_all_metadata=True)
    assert thread["messages"][0]["metadata"] == EVENT


def test_metadata_has_a_type_and_a_payload(client: WebClient) -> None:
    with refused("invalid_metadata_schema"):
        client.chat_postMessage(channel="C0EXEC", text="a", metadata={"row": "42"})


def test_a_long_text_is_cut_on_post_and_refused_on_update(client: WebClient) -> None:
    posted = client.chat_postMessage(channel="C0EXEC", text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    with refused("msg_too_long"):
        client.chat_update(channel="C0EXEC", ts=posted["ts"], text="x" * 4_001)


def test_an_update_marks_the_message_edited_and_keeps_what_it_does_not_name(
    slack: Sandbox, client: WebClient
) -> None:
    blocks = [section("before")]
    ts = client.chat_postMessage(channel="C0EXEC", text="a", blocks=blocks, metadata=EVENT)["ts"]
    client.chat_update(channel="C0EXEC", ts=ts, text="b")
    message = slack.channel("C0EXEC").messages()[0]
    assert (message.text, message.edited, message.metadata) == ("b", True, EVENT)
    assert "before" in message.plain
    client.chat_update(channel="C0EXEC", ts=ts, text="c", blocks=[], metadata={})
    message = slack.channel("C0EXEC").messages()[0]
    assert (message.blocks, message.metadata) == ((), None)


def test_only_own_messages_can_be_changed(slack: Sandbox, client: WebClient) -> None:
    theirs = slack.person("U0OTTER").say("C0EXEC", "mine")
    with refused("cant_update_message"):
        client.chat_update(channel="C0EXEC", ts=theirs.ts, text="b")
    with refused("cant_delete_message"):
        client.chat_delete(channel="C0EXEC", ts=theirs.ts)
    with refused("message_not_found"):
        client.chat_update(channel="C0EXEC", ts="1.000001", text="b")


def test_a_deleted_parent_leaves_a_tombstone_while_it_has_replies(
    slack: Sandbox, client: WebClient
) -> None:
    root = client.chat_postMessage(channel="C0EXEC", text="root")["ts"]
    client.chat_postMessage(channel="C0EXEC", text="reply", thread_ts=root)
    client.chat_delete(channel="C0EXEC", ts=root)
    assert slack.channel("C0EXEC").messages()[0].subtype == "tombstone"
    with refused("message_not_found"):
        client.chat_update(channel="C0EXEC", ts=root, text="b")


def test_a_direct_conversation_is_opened_once(slack: Sandbox, client: WebClient) -> None:
    channel = client.conversations_open(users="U0OTTER")["channel"]["id"]
    again = client.conversations_open(users="U0OTTER")
    assert (again["channel"]["id"], again["already_open"]) == (channel, True)
    client.chat_postMessage(channel=channel, text="for you")
    client.chat_postMessage(channel="U0OTTER", text="by id")
    assert [m.text for m in slack.person("U0OTTER").dms()] == ["for you", "by id"]
    assert len(client.conversations_history(channel=channel)["messages"]) == 2


def test_no_conversation_is_opened_with_somebody_who_left(client: WebClient) -> None:
    with refused("user_disabled"):
        client.conversations_open(users="U0DODO")


def test_a_private_note_is_seen_by_one_person_and_found_by_nobody(
    slack: Sandbox, client: WebClient
) -> None:
    ts = client.chat_postEphemeral(channel="C0EXEC", user="U0HERON", text="psst")["message_ts"]
    assert [note.text for note in slack.person("U0HERON").ephemerals("C0EXEC")] == ["psst"]
    assert slack.person("U0OWL").ephemerals() == []
    assert client.conversations_history(channel="C0EXEC")["messages"] == []
    with refused("message_not_found"):
        client.chat_update(channel="C0EXEC", ts=ts, text="b")


def test_a_private_note_reaches_members_only(client: WebClient) -> None:
    with refused("user_not_in_channel"):
        client.chat_postEphemeral(channel="C0EXEC", user="U0FINCH", text="psst")


def test_a_replys_permalink_names_its_thread(client: WebClient) -> None:
    root = client.chat_postMessage(channel="C0EXEC", text="root")["ts"]
    reply = client.chat_postMessage(channel="C0EXEC", text="reply", thread_ts=root)["ts"]
    link = client.chat_getPermalink(channel="C0EXEC", message_ts=reply)["permalink"]
    assert link.endswith(f"/C0EXEC/p{reply.replace('.', '')}?thread_ts={root}&cid=C0EXEC")


def test_a_wait_that_fails_says_what_was_there(slack: Sandbox, client: WebClient) -> None:
    client.chat_postMessage(channel="C0EXEC", text="something else")
    with pytest.raises(NotSeen, match="something else"):
        slack.channel("C0EXEC").wait_for(lambda m: "ESC-1" in m.text, timeout=0.01)


def test_no_unknown_url_answers(slack: Sandbox) -> None:
    url = f"{slack.url}/actions/T0SANDBOX/1/made-up"
    answer = requests.post(url, json={"text": "hi"}, timeout=30)
    assert (answer.status_code, answer.json()["error"]) == (404, "invalid_url")
