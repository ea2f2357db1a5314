"""What stands in a conversation, and what of it is new to a person."""

from __future__ import annotations

from typing import Any

from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.workspace.starting_messages import STARTING_MESSAGES, write_starting_messages
from tests.sandbox.forms import button, row
from tests.sandbox.page.conftest import OpenTab
from tests.sandbox.page.tab import Tab


def texts(answer: dict) -> list[str]:
    return [message["text"] for message in answer["messages"]]


def test_others_messages_are_new_until_they_are_read(slack: Sandbox, otter: Tab) -> None:
    vole = slack.person("U0VOLE")
    first, second = vole.say("C0EXEC", "first"), vole.say("C0EXEC", "second")
    assert otter.wait_for_conversation("C0EXEC", lambda c: c["unread"] == 2)
    otter.act("read", channel="C0EXEC", ts=first.ts, thread=None)
    assert otter.wait_for_conversation("C0EXEC", lambda c: c["unread"] == 1)
    otter.act("read", channel="C0EXEC", ts=second.ts, thread=None)

    assert otter.wait_for_conversation("C0EXEC", lambda c: c["unread"] == 0)
    assert otter.ask("messages", channel="C0EXEC")["read"] == second.ts


def test_ones_own_words_are_never_new_and_read_what_is_above_them(
    slack: Sandbox, otter: Tab, open_tab: OpenTab
) -> None:
    slack.person("U0VOLE").say("C0EXEC", "before")
    ts = otter.act("say", channel="C0EXEC", text="mine", thread=None)["ts"]

    assert open_tab("U0OTTER").conversation("C0EXEC")["unread"] == 0
    assert open_tab("U0HERON").conversation("C0EXEC")["unread"] == 2
    assert otter.ask("messages", channel="C0EXEC")["read"] == ts


def test_reading_never_goes_back(slack: Sandbox, otter: Tab, open_tab: OpenTab) -> None:
    vole = slack.person("U0VOLE")
    first, second = vole.say("C0EXEC", "first"), vole.say("C0EXEC", "second")
    for message in (second, first):
        otter.act("read", channel="C0EXEC", ts=message.ts, thread=None)

    assert open_tab("U0OTTER").conversation("C0EXEC")["unread"] == 0


def test_nothing_is_new_in_a_channel_a_person_only_looks_at(
    slack: Sandbox, open_tab: OpenTab
) -> None:
    slack.person("U0VOLE").say("C0EXEC", "hello")
    looked_at = open_tab("U0FINCH").conversation("C0EXEC")

    assert (looked_at["member"], looked_at["unread"]) == (False, 0)
    assert looked_at["latest"] is not None


def test_replies_are_new_to_those_in_the_thread_only(
    slack: Sandbox, otter: Tab, open_tab: OpenTab
) -> None:
    root = otter.act("say", channel="C0EXEC", text="root, @heron", thread=None)["ts"]
    reply = slack.person("U0VOLE").say("C0EXEC", "reply", root)
    unread = {p: open_tab(p).welcome["threads_unread"] for p in ("U0OTTER", "U0HERON", "U0VOLE")}

    assert unread == {"U0OTTER": 1, "U0HERON": 1, "U0VOLE": 0}
    assert open_tab("U0BADGER").welcome["threads_unread"] == 0
    assert open_tab("U0BADGER").conversation("C0EXEC")["unread"] == 1
    otter.act("read", channel="C0EXEC", ts=reply.ts, thread=root)
    assert otter.wait_for("conversations", lambda f: f["threads_unread"] == 0)
    thread = otter.ask("thread", channel="C0EXEC", ts=root)
    assert (thread["read"], thread["messages"][0]["unread_replies"]) == (reply.ts, 0)


def test_reading_a_thread_leaves_its_channel_unread(
    slack: Sandbox, otter: Tab, open_tab: OpenTab
) -> None:
    vole = slack.person("U0VOLE")
    root = vole.say("C0EXEC", "root")
    reply = vole.say("C0EXEC", "reply, @otter", root)
    otter.act("read", channel="C0EXEC", ts=reply.ts, thread=root.ts)
    again = open_tab("U0OTTER")

    assert (again.welcome["threads_unread"], again.conversation("C0EXEC")["unread"]) == (0, 1)


def test_what_was_said_before_anybody_looked_is_new(slack: Sandbox, open_tab: OpenTab) -> None:
    write_starting_messages(slack.core)
    otter = open_tab("U0OTTER")
    now = slack.clock.calendar()

    by_others = [person for channel, person, *_ in STARTING_MESSAGES if channel == "C0GENERAL"]
    assert otter.conversation("C0GENERAL")["unread"] == len(by_others) - by_others.count("U0OTTER")
    there = otter.ask("messages", channel="C0GENERAL")["messages"]
    assert [m["user"] for m in there] == by_others
    assert all(float(m["ts"]) < now for m in there)


# -- pages of messages ----------------------------------------------------------------------------


def test_a_channel_is_read_page_by_page_from_the_newest(slack: Sandbox, otter: Tab) -> None:
    vole = slack.person("U0VOLE")
    for number in range(5):
        vole.say("C0EXEC", f"{number}")
    newest = otter.ask("messages", channel="C0EXEC", limit=2)
    middle = otter.ask("messages", channel="C0EXEC", limit=2, before=newest["messages"][0]["ts"])
    oldest = otter.ask("messages", channel="C0EXEC", limit=2, before=middle["messages"][0]["ts"])

    assert [texts(page) for page in (newest, middle, oldest)] == [["3", "4"], ["1", "2"], ["0"]]
    assert [page["more"] for page in (newest, middle, oldest)] == [True, True, False]


def test_a_channel_shows_roots_and_a_thread_its_replies(slack: Sandbox, otter: Tab) -> None:
    vole = slack.person("U0VOLE")
    root = vole.say("C0EXEC", "root")
    vole.say("C0EXEC", "reply", root)
    channel = otter.ask("messages", channel="C0EXEC")
    thread = otter.ask("thread", channel="C0EXEC", ts=root.ts)

    assert texts(channel) == ["root"]
    assert channel["messages"][0]["reply_count"] == 1
    assert texts(thread) == ["root", "reply"]
    assert [m["thread_ts"] for m in thread["messages"]] == [None, root.ts]


def test_a_private_note_stands_where_it_was_written_for_its_person(
    client: WebClient, otter: Tab, heron: Tab
) -> None:
    root = client.chat_postMessage(channel="C0EXEC", text="root")["ts"]
    note: dict[str, Any] = {"channel": "C0EXEC", "user": "U0OTTER"}
    client.chat_postEphemeral(**note, text="in the channel")
    client.chat_postEphemeral(**note, text="in the thread", thread_ts=root)

    assert texts(otter.ask("messages", channel="C0EXEC")) == ["root", "in the channel"]
    assert texts(otter.ask("thread", channel="C0EXEC", ts=root)) == ["root", "in the thread"]
    assert texts(heron.ask("messages", channel="C0EXEC")) == ["root"]
    assert texts(heron.ask("thread", channel="C0EXEC", ts=root)) == ["root"]


def test_a_thread_that_is_not_there_is_empty(otter: Tab) -> None:
    assert otter.ask("thread", channel="C0EXEC", ts="1.000001")["messages"] == []


def test_a_message_tells_all_that_is_shown_of_it(client: WebClient, otter: Tab) -> None:
    blocks = [row(button("Claim", "Claim"))]
    ts = client.chat_postMessage(channel="C0EXEC", text="card", blocks=blocks)["ts"]
    (message,) = otter.ask("messages", channel="C0EXEC")["messages"]

    assert message == {
        "channel": "C0EXEC", "ts": ts, "user": "U0BOT", "text": "card", "blocks": blocks,
        "thread_ts": None, "edited": False, "by_app": True, "only_me": False, "subtype": None,
        "broadcast": False, "reply_count": 0, "reply_users": [], "latest_reply": None,
        "unread_replies": 0, "link": message["link"], "files": [],
    }  # fmt: skip
    assert message["link"].endswith(f"/C0EXEC/p{ts.replace('.', '')}")


def test_a_persons_threads_are_those_they_are_in_the_newest_first(
    slack: Sandbox, otter: Tab
) -> None:
    vole = slack.person("U0VOLE")
    mine, named, foreign = (vole.say("C0EXEC", t) for t in ("mine", "named @otter", "foreign"))
    for number in range(5):
        vole.say("C0EXEC", f"reply {number}", mine)
    vole.say("C0EXEC", "reply", foreign)
    vole.say("C0EXEC", "reply", named)
    otter.act("say", channel="C0EXEC", text="I too", thread=mine.ts)
    threads = otter.ask("threads")["threads"]

    assert [texts(t)[0] for t in threads] == ["mine", "named <@U0OTTER>"]
    assert texts(threads[0]) == ["mine", "reply 3", "reply 4", "I too"]
    assert threads[0]["messages"][0]["reply_count"] == 6
    assert [(t["channel"], t["unread"]) for t in threads] == [("C0EXEC", 0), ("C0EXEC", 1)]
