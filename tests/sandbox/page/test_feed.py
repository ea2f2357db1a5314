"""What an open tab is told, and what it is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import requests
from slack_bolt import App
from slack_sdk import WebClient

from sandbox import Channel, Sandbox
from tests.sandbox.forms import button, home, modal, row, section, text_input
from tests.sandbox.page.conftest import OpenTab
from tests.sandbox.page.tab import SOON, Tab

RAISE = modal(text_input("Title", initial_value="Acme"), title="Raise")
NOTE: dict[str, Any] = {"channel": "C0EXEC", "user": "U0OTTER", "text": "psst"}


def tell_all(client: WebClient, *tabs: Tab) -> None:
    """Everybody in C0EXEC hears of this: whatever was told before has arrived by then. Twice,
    since what comes together is told in any order."""
    ts = client.chat_postMessage(channel="C0EXEC", text="nearly the end")["ts"]
    for tab in tabs:
        tab.wait_for_text("nearly the end")
    client.chat_update(channel="C0EXEC", ts=ts, text="the end")
    for tab in tabs:
        tab.wait_for_text("the end")


def test_a_tab_is_welcomed_with_everything_it_shows(otter: Tab) -> None:
    welcome = otter.welcome

    assert welcome["me"] == "U0OTTER"
    assert {p["id"]: p["name"] for p in welcome["people"]}["U0OWL"] == "Owl (manager)"
    assert {g["handle"] for g in welcome["groups"]} >= {"escalation-managers"}
    assert "/escalate" in [c["command"] for c in welcome["app"]["commands"]]
    assert welcome["bot"] == {"state": "absent", "starts": 0, "words": ""}
    assert welcome["trouble"] == {
        "down": None, "slow": 0, "limited": False, "losing": False, "rates": False,
    }  # fmt: skip
    assert (welcome["views"], welcome["home"], welcome["threads_unread"]) == ([], None, 0)
    assert "modal" in welcome["blocks"]["input"]
    assert set(welcome["counters"].values()) == {0}
    assert not any(welcome["tour"].values())


def test_a_tab_is_welcomed_with_the_conversations_its_person_sees(open_tab: OpenTab) -> None:
    seen = {
        person: [c["id"] for c in open_tab(person).welcome["conversations"]]
        for person in ("U0OTTER", "U0OWL", "U0NEWT", "U0OSPREY")
    }

    assert seen == {
        "U0OTTER": ["C0CSM", "C0EXEC", "C0GENERAL", "D0OTTER"],
        "U0OWL": ["G0PRIVATE", "C0CSM", "C0EXEC", "C0LEGAL", "C0GENERAL", "D0OWL"],
        "U0NEWT": ["C0CSM", "D0NEWT"],
        "U0OSPREY": ["C0CSM", "D0OSPREY"],
    }


def test_a_conversation_says_who_may_write_there(slack: Sandbox, open_tab: OpenTab) -> None:
    slack.admin.archive("C0GENERAL")
    why_not = {c["id"]: c["why_not"] for c in open_tab("U0OTTER").welcome["conversations"]}

    assert why_not["C0EXEC"] == ""
    assert why_not["C0GENERAL"] == "This channel is archived."
    assert open_tab("U0DODO").conversation("D0DODO")["can_post"] is False
    assert open_tab("U0FINCH").conversation("C0CSM")["why_not"].endswith("you are not in.")


def test_each_workspace_has_a_name_of_its_own(slack: Sandbox, otter: Tab) -> None:
    with Sandbox() as another:
        tab = Tab(another, "U0OTTER")
        tab.close()

    assert tab.welcome["workspace"] != otter.welcome["workspace"]


def test_a_message_reaches_those_who_see_its_channel(
    slack: Sandbox, client: WebClient, open_tab: OpenTab, otter: Tab
) -> None:
    owl = open_tab("U0OWL")
    slack.person("U0OWL").say("G0PRIVATE", "secret")
    slack.person("U0OWL").say("C0EXEC", "open")
    tell_all(client, otter, owl)

    assert {"secret", "open"} <= set(owl.texts())
    assert "open" in otter.texts()
    assert "secret" not in otter.texts()
    assert not any(frame.get("channel") == "G0PRIVATE" for frame in otter.frames("gone"))


def test_direct_messages_reach_their_person_only(client: WebClient, otter: Tab, heron: Tab) -> None:
    client.chat_postMessage(channel="U0HERON", text="for you")
    tell_all(client, otter, heron)

    assert "for you" in heron.texts()
    assert "for you" not in otter.texts()


def test_a_private_note_reaches_only_its_person(
    slack: Sandbox, client: WebClient, otter: Tab, heron: Tab
) -> None:
    client.chat_postEphemeral(**NOTE)
    told = otter.wait_for_text("psst")
    tell_all(client, otter, heron)

    assert (told["only_me"], told["by_app"], told["thread_ts"]) == (True, True, None)
    assert "psst" not in heron.texts()
    assert heron.frames("gone") == []


def test_a_private_note_that_is_taken_back_is_gone_for_its_person(
    slack: Sandbox, by_http: App, client: WebClient, otter: Tab, heron: Tab
) -> None:
    ways: list[str] = []

    def pressed(ack: Callable[[], None], body: dict) -> None:
        ack()
        ways.append(body["response_url"])

    by_http.action("hide")(pressed)
    ts = client.chat_postEphemeral(**NOTE, blocks=[row(button("Hide", "hide"))])["message_ts"]
    otter.wait_for_text("psst")
    answer = otter.act("click", channel="C0EXEC", ts=ts, block_id="row", action_id="hide")
    requests.post(ways[0], json={"delete_original": True}, timeout=SOON)
    gone = otter.wait_for("gone")
    tell_all(client, otter, heron)

    assert answer == {"ok": True}
    assert (gone["channel"], gone["ts"]) == ("C0EXEC", ts)
    assert heron.frames("gone") == []


def test_an_edited_message_is_told_anew(slack: Sandbox, otter: Tab) -> None:
    vole = slack.person("U0VOLE")
    message = vole.say("C0EXEC", "before")
    assert otter.wait_for_text("before")["edited"] is False
    vole.edit(message, "after")

    told = otter.wait_for_text("after")
    assert (told["ts"], told["edited"]) == (message.ts, True)


def test_a_deleted_message_is_gone(slack: Sandbox, otter: Tab) -> None:
    vole = slack.person("U0VOLE")
    message = vole.say("C0EXEC", "oops")
    otter.wait_for_text("oops")
    vole.delete(message)

    assert otter.wait_for("gone") == {"type": "gone", "channel": "C0EXEC", "ts": message.ts}


def test_a_deleted_root_with_replies_is_told_as_a_tombstone(slack: Sandbox, otter: Tab) -> None:
    vole = slack.person("U0VOLE")
    root = vole.say("C0EXEC", "root")
    vole.say("C0EXEC", "reply", root)
    vole.delete(root)

    told = otter.wait_for("message", lambda f: f["message"]["subtype"] == "tombstone")["message"]
    assert (told["ts"], told["reply_count"]) == (root.ts, 1)


def test_a_reply_brings_its_root_along_with_the_threads_figures(
    slack: Sandbox, client: WebClient, otter: Tab
) -> None:
    root = otter.act("say", channel="C0EXEC", text="root", thread=None)["ts"]
    reply = slack.person("U0VOLE").say("C0EXEC", "reply", root)
    told = otter.wait_for("message", lambda f: f["message"]["reply_count"] == 1)["message"]

    assert (told["ts"], told["reply_users"]) == (root, ["U0VOLE"])
    assert (told["latest_reply"], told["unread_replies"]) == (reply.ts, 1)
    assert otter.wait_for_text("reply")["thread_ts"] == root
    assert otter.wait_for("conversations", lambda f: f["threads_unread"] == 1)


def test_a_deleted_reply_brings_its_root_along_too(slack: Sandbox, otter: Tab) -> None:
    vole = slack.person("U0VOLE")
    root = vole.say("C0EXEC", "root")
    first, _ = vole.say("C0EXEC", "first", root), vole.say("C0EXEC", "second", root)
    otter.wait_for("message", lambda f: f["message"]["reply_count"] == 2)
    otter.forget()
    vole.delete(first)

    told = otter.wait_for("message", lambda f: f["message"]["ts"] == root.ts)["message"]
    assert told["reply_count"] == 1


def test_a_form_appears_and_goes_for_its_person_only(
    client: WebClient, by_http: App, otter: Tab, heron: Tab
) -> None:
    @by_http.command("/escalate")
    def opened(ack: Callable[[], None], body: dict) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=RAISE)

    otter.act("command", channel="C0EXEC", text="/escalate")
    (view,) = otter.wait_for("views", lambda f: f["views"])["views"]
    assert (view["type"], view["title"], view["submit"]) == ("modal", "Raise", "Raise")
    assert view["values"] == {"title": {"typed": "Acme"}}
    otter.forget()
    otter.act("close", view=view["id"])

    assert otter.wait_for("views")["views"] == []
    tell_all(client, otter, heron)
    assert heron.frames("views") == []


def shows(words: str, frame: dict) -> bool:
    return words in json.dumps(frame["home"]["blocks"])


def test_a_home_tab_appears_for_its_person_only(client: WebClient, otter: Tab, heron: Tab) -> None:
    for words in ("first", "second"):
        client.views_publish(user_id="U0OTTER", view=home(section(words)))
        otter.wait_for("home", partial(shows, words))
    tell_all(client, otter, heron)

    assert heron.frames("home") == []


def test_a_person_who_changes_is_told_to_everybody(slack: Sandbox, otter: Tab) -> None:
    vole = slack.core.workspace.members["U0VOLE"]
    slack.admin.change_person(replace(vole, display_name="Vole, PhD"))

    people = otter.wait_for("people")["people"]
    assert {p["id"]: p["name"] for p in people}["U0VOLE"] == "Vole, PhD"


def test_a_channel_appears_for_those_who_may_see_it(slack: Sandbox, otter: Tab, heron: Tab) -> None:
    slack.core.workspace.put_channel(
        Channel("G0NEW", "new-room", frozenset(("U0HERON",)), kind="private")
    )
    heron.wait_for_conversation("G0NEW", lambda c: c["member"])
    assert not any(c["id"] == "G0NEW" for c in otter.wait_for("conversations")["conversations"])
    slack.admin.join("U0OTTER", "G0NEW")

    assert otter.wait_for_conversation("G0NEW", lambda c: c["members"] == 2)["kind"] == "private"


def test_what_one_person_reads_is_told_to_nobody_else(
    slack: Sandbox, client: WebClient, otter: Tab, heron: Tab
) -> None:
    message = slack.person("U0VOLE").say("C0EXEC", "news")
    for tab in (otter, heron):
        tab.wait_for_conversation("C0EXEC", lambda c: c["unread"] == 1)
        tab.forget()
    otter.act("read", channel="C0EXEC", ts=message.ts, thread=None)

    assert otter.wait_for_conversation("C0EXEC", lambda c: c["unread"] == 0)
    assert heron.frames("conversations") == []


def test_a_person_with_two_tabs_sees_the_same_in_both(otter: Tab, open_tab: OpenTab) -> None:
    second = open_tab("U0OTTER")
    otter.act("say", channel="C0EXEC", text="hello", thread=None)

    assert otter.wait_for_text("hello") == second.wait_for_text("hello")


def test_changes_that_come_together_are_told_together(
    slack: Sandbox, client: WebClient, otter: Tab
) -> None:
    vole = slack.person("U0VOLE")
    message = vole.say("C0EXEC", "0")
    otter.wait_for_text("0")
    with slack.core.workspace.lock:
        for number in range(1, 41):
            message = vole.edit(message, f"{number}")
    otter.wait_for_text("40")

    assert len(otter.texts()) < 40 / 4


def test_a_workspace_that_ends_closes_its_tabs() -> None:
    with Sandbox() as slack:
        tab = Tab(slack, "U0OTTER")

    tab.wait_until_over()
    tab.close()


@pytest.mark.parametrize("person", ["U0OTTER", "U0GECKO", "U0OSPREY", "U0DODO", "U0CUCKOO"])
def test_whoever_is_there_can_look(open_tab: OpenTab, person: str) -> None:
    assert open_tab(person).welcome["me"] == person


def test_whom_an_edit_names_is_told_of_the_thread_they_are_in_now(otter: Tab, heron: Tab) -> None:
    root = otter.act("say", channel="C0EXEC", text="root", thread=None)["ts"]
    reply = otter.act("say", channel="C0EXEC", text="reply", thread=root)["ts"]
    otter.act("edit", channel="C0EXEC", ts=reply, text="reply to @heron")

    heron.wait_for("conversations", lambda f: f["threads_unread"] == 1)
