"""What a person does in the page is done as that person, or they are told why not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from sandbox import NotSeen, Sandbox
from sandbox.workspace.waiting import LONG_ENOUGH
from tests.sandbox.conftest import HASTY
from tests.sandbox.forms import button, choice, home, modal, option, row, section, text_input
from tests.sandbox.page.conftest import OpenTab
from tests.sandbox.page.tab import Tab

Ack = Callable[..., None]
LATE = "failed because the app did not respond."
KIND = {"text": {"type": "plain_text", "text": "Executive"}, "value": "executive"}
RAISE = modal(choice("Kind", "Executive", "Appeal"), text_input("Title", max_length=20))
FILLED = {"kind": {"chosen": KIND}, "title": {"typed": "Acme"}}


@pytest.fixture
def form(by_http: App, client: WebClient, otter: Tab) -> str:
    """The id of a form that is open before the otter."""

    @by_http.command("/escalate")
    def opened(ack: Ack, body: dict) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=RAISE)

    assert otter.act("command", channel="C0CSM", text="/escalate") == {"ok": True}
    return otter.wait_for("views", lambda f: f["views"])["views"][-1]["id"]


# -- writing --------------------------------------------------------------------------------------


def last(slack: Sandbox) -> Any:
    """What was sent to the app last."""
    return slack.deliveries[-1].payload


def test_what_a_person_says_stands_in_the_channel(slack: Sandbox, otter: Tab) -> None:
    answer = otter.act("say", channel="C0EXEC", text="hello @heron", thread=None)
    (message,) = slack.channel("C0EXEC").messages()

    assert answer == {"ok": True, "ts": message.ts}
    assert (message.user, message.text) == ("U0OTTER", "hello <@U0HERON>")


def test_a_reply_stands_in_its_thread(slack: Sandbox, otter: Tab) -> None:
    root = otter.act("say", channel="C0EXEC", text="root", thread=None)["ts"]
    reply = otter.act("say", channel="C0EXEC", text="reply", thread=root)["ts"]

    assert [m.ts for m in slack.core.workspace.replies("C0EXEC", root)] == [reply]


def test_the_app_hears_of_a_mention(slack: Sandbox, by_http: App, otter: Tab) -> None:
    by_http.event("app_mention")(lambda: None)
    otter.act("say", channel="C0EXEC", text="@escalations claim", thread=None)

    slack.wait_for_delivery(lambda d: d.type == "app_mention" and d.ok)


@pytest.mark.parametrize(
    ("person", "channel", "text", "words"),
    [
        ("U0OTTER", "C0EXEC", "  \n", "There is nothing to send."),
        ("U0FINCH", "C0EXEC", "hi", "Finch (Legal) isn't in escalations-executive."),
        ("U0OTTER", "D0OTTER", "hi", "Sending messages to this app has been turned off."),
        ("U0DODO", "D0DODO", "hi", "Sending messages to this app has been turned off."),
    ],
)
def test_a_person_is_told_why_nothing_was_sent(
    open_tab: OpenTab, person: str, channel: str, text: str, words: str
) -> None:
    answer = open_tab(person).act("say", channel=channel, text=text, thread=None)

    assert answer == {"ok": False, "words": words}


def test_nobody_writes_in_an_archived_channel(slack: Sandbox, otter: Tab) -> None:
    slack.admin.archive("C0EXEC")
    answer = otter.act("say", channel="C0EXEC", text="hello", thread=None)

    assert answer["ok"] is False
    assert slack.channel("C0EXEC").messages() == []


def test_a_person_changes_and_deletes_only_their_own_words(
    slack: Sandbox, otter: Tab, heron: Tab
) -> None:
    ts = otter.act("say", channel="C0EXEC", text="mine", thread=None)["ts"]
    place = {"channel": "C0EXEC", "ts": ts}
    assert heron.act("edit", **place, text="yours")["ok"] is False
    assert heron.act("delete", **place)["ok"] is False
    assert otter.act("edit", **place, text="still mine") == {"ok": True}

    assert [m.text for m in slack.channel("C0EXEC").messages()] == ["still mine"]
    assert otter.act("delete", **place) == {"ok": True}
    assert slack.channel("C0EXEC").messages() == []
    assert otter.act("delete", **place)["words"].startswith("This has changed meanwhile.")


def test_what_is_gone_meanwhile_is_said_in_words(slack: Sandbox, form: str) -> None:
    """Two tabs of one person: the other one was quicker."""
    otter, views = slack.person("U0OTTER"), slack.core.views
    said = otter.say("C0EXEC", "hello")
    otter.delete(said)
    views.close_all("U0OTTER")

    with pytest.raises(NotSeen, match="This message is gone already"):
        otter.delete(said)
    with pytest.raises(LookupError, match="This form has been closed"):
        views.type_in(form, ("title", "typed"), "Acme")


# -- commands and shortcuts -----------------------------------------------------------------------


def test_a_command_reaches_the_app_as_typed(slack: Sandbox, by_http: App, otter: Tab) -> None:
    by_http.command("/escalate")(lambda ack, body: ack(f"{body['channel_id']}: {body['text']}"))
    answer = otter.act("command", channel="C0CSM", text=" /escalate Acme  and more ")

    assert answer == {"ok": True}
    assert otter.wait_for_text("C0CSM: Acme  and more")["only_me"] is True


def test_a_command_nobody_declared_is_said(otter: Tab) -> None:
    answer = otter.act("command", channel="C0CSM", text="/dance")

    assert answer == {"ok": False, "words": "/dance is not a valid command."}


@pytest.mark.parametrize(
    ("act", "details", "words"),
    [
        ("command", {"channel": "C0CSM", "text": "/escalate"}, f"/escalate {LATE}"),
        ("shortcut", {"callback_id": "raise_escalation"}, f"The shortcut {LATE}"),
    ],
)
def test_a_person_is_told_that_the_app_did_not_answer(
    otter: Tab, act: str, details: dict, words: str
) -> None:
    assert otter.act(act, **details) == {"ok": False, "words": words}


@pytest.mark.parametrize("patience", [HASTY])
def test_an_app_that_takes_too_long_is_not_waited_for(
    slack: Sandbox, by_http: App, otter: Tab
) -> None:
    given_up = threading.Event()
    by_http.command("/escalate")(lambda: given_up.wait(LONG_ENOUGH))
    answer = otter.act("command", channel="C0CSM", text="/escalate")
    given_up.set()

    assert answer == {"ok": False, "words": f"/escalate {LATE}"}
    assert slack.deliveries[-1].outcome == "timeout"


def test_shortcuts_reach_the_app(slack: Sandbox, by_http: App, otter: Tab) -> None:
    by_http.shortcut("raise_escalation")(lambda ack: ack())
    by_http.shortcut("escalate_message")(lambda ack: ack())
    message = slack.person("U0VOLE").say("C0CSM", "Acme is angry")
    place = {"channel": "C0CSM", "ts": message.ts}

    assert otter.act("shortcut", callback_id="raise_escalation") == {"ok": True}
    assert otter.act("message_shortcut", callback_id="escalate_message", **place) == {"ok": True}
    assert last(slack)["message"]["text"] == "Acme is angry"
    assert otter.act("shortcut", callback_id="dance")["ok"] is False


# -- messages -------------------------------------------------------------------------------------


def test_a_click_reaches_the_app_from_its_person(
    slack: Sandbox, by_http: App, client: WebClient, otter: Tab
) -> None:
    by_http.action("Claim")(lambda ack: ack())
    blocks = [section("card"), row(button("Claim", "Claim", value="1"))]
    ts = client.chat_postMessage(channel="C0EXEC", text="card", blocks=blocks)["ts"]
    place = {"channel": "C0EXEC", "ts": ts, "block_id": "row"}
    answer = otter.act("click", **place, action_id="Claim", choice=None)
    payload: Any = slack.deliveries[-1].payload

    assert answer == {"ok": True}
    assert (payload["user"]["id"], payload["actions"][0]["value"]) == ("U0OTTER", "1")
    assert otter.act("click", **place, action_id="Decide")["words"].startswith("This has changed")


def test_a_click_the_app_does_not_take_is_told(client: WebClient, otter: Tab) -> None:
    blocks = [row(button("Claim", "Claim"))]
    ts = client.chat_postMessage(channel="C0EXEC", text="card", blocks=blocks)["ts"]
    answer = otter.act("click", channel="C0EXEC", ts=ts, block_id="row", action_id="Claim")

    assert answer == {"ok": False, "words": "This app did not respond. Try again?"}


def test_a_menus_choice_and_what_the_other_fields_hold_reach_the_app(
    slack: Sandbox, by_http: App, client: WebClient, otter: Tab
) -> None:
    by_http.action("more")(lambda ack: ack())
    menu = {"type": "overflow", "action_id": "more", "options": [option("Hide"), option("Keep")]}
    day = {"type": "datepicker", "action_id": "day"}
    blocks = [row(menu, day)]
    ts = client.chat_postMessage(channel="C0EXEC", text="card", blocks=blocks)["ts"]
    place = {"channel": "C0EXEC", "ts": ts, "block_id": "row", "action_id": "more"}
    held = {"row": {"day": "2026-11-22"}}
    answer = otter.act("click", **place, choice=option("Keep"), values=held)
    payload: Any = slack.deliveries[-1].payload

    assert answer == {"ok": True}
    assert payload["actions"][0]["selected_option"]["value"] == "keep"
    assert payload["state"]["values"]["row"]["day"]["selected_date"] == "2026-11-22"
    assert otter.act("click", **place, choice=option("Burn"))["ok"] is False


# -- forms ----------------------------------------------------------------------------------------


def test_a_submitted_form_closes_with_what_was_typed(
    slack: Sandbox, by_http: App, form: str, otter: Tab
) -> None:
    by_http.view("raise")(lambda ack: ack())
    answer = otter.act("submit", view=form, values=FILLED)
    values = last(slack)["view"]["state"]["values"]

    assert answer == {"ok": True, "closed": True}
    assert values["title"]["typed"]["value"] == "Acme"
    assert values["kind"]["chosen"]["selected_option"]["value"] == "executive"


def test_a_form_that_lacks_something_is_held_back_block_by_block(
    slack: Sandbox, form: str, otter: Tab
) -> None:
    sent = len(slack.deliveries)
    answer = otter.act("submit", view=form, values={"title": {"typed": "A" * 21}})

    assert answer["faults"] == {
        "kind": "Please complete this required field.",
        "title": "Must be 20 characters or fewer.",
    }
    assert len(slack.deliveries) == sent


def test_the_apps_own_objections_come_block_by_block(by_http: App, form: str, otter: Tab) -> None:
    errors = {"title": "There is one like it: ESC-7."}
    by_http.view("raise")(lambda ack: ack(response_action="errors", errors=errors))

    assert otter.act("submit", view=form, values=FILLED) == {"ok": True, "faults": errors}


def test_a_form_that_the_app_turns_stays_open(by_http: App, form: str, otter: Tab) -> None:
    thanks = modal(section("Thanks"), title="Raised")
    by_http.view("raise")(lambda ack: ack(response_action="update", view=thanks))
    otter.forget()
    answer = otter.act("submit", view=form, values=FILLED)

    assert answer == {"ok": True, "closed": False}
    turned = otter.wait_for("views", lambda f: [v["title"] for v in f["views"]] == ["Raised"])
    (view,) = turned["views"]
    assert (view["id"], view["values"]) == (form, {})


def test_a_form_the_app_does_not_take_says_so_and_keeps_what_was_typed(
    form: str, otter: Tab, open_tab: OpenTab
) -> None:
    answer = otter.act("submit", view=form, values=FILLED)

    assert answer["failed"] == "We had some trouble connecting. Try again?"
    (view,) = open_tab("U0OTTER").welcome["views"]
    assert view["values"] == FILLED


def test_a_form_is_its_persons_alone(form: str, heron: Tab) -> None:
    for act in ("submit", "close"):
        assert heron.act(act, view=form)["words"] == "This form has been closed."


def test_only_the_form_on_top_is_closed(by_http: App, form: str, otter: Tab) -> None:
    by_http.view("raise")(lambda ack: ack(response_action="push", view=modal(title="Second")))
    otter.act("submit", view=form, values=FILLED)
    views = otter.wait_for("views", lambda f: len(f["views"]) == 2)["views"]

    assert otter.act("close", view=form)["ok"] is False
    assert otter.act("close", view=views[1]["id"]) == {"ok": True}
    assert otter.act("close", view=form) == {"ok": True}
    assert otter.act("close", view=form)["words"] == "This form has been closed."


def test_acting_in_a_form_takes_along_what_the_tab_holds(
    slack: Sandbox, by_http: App, client: WebClient, otter: Tab, form: str
) -> None:
    by_http.action("check")(lambda ack: ack())
    with_button = modal(*RAISE["blocks"], row(button("Check", "check")))
    client.views_update(view_id=form, view=with_button)
    place = {"view": form, "block_id": "row", "action_id": "check"}
    answer = otter.act("act_on_view", **place, choice=None, values=FILLED)
    payload: Any = slack.deliveries[-1].payload

    assert answer == {"ok": True}
    assert payload["view"]["state"]["values"]["title"]["typed"]["value"] == "Acme"


def test_a_home_tab_is_asked_for_and_acted_on(
    slack: Sandbox, by_http: App, client: WebClient, otter: Tab
) -> None:
    @by_http.event("app_home_opened")
    def opened(event: dict) -> None:
        view = home(section("Yours"), row(button("Refresh", "again")))
        client.views_publish(user_id=event["user"], view=view)

    by_http.action("again")(lambda ack: ack())
    assert otter.act("open_home") == {"ok": True}
    shown = otter.wait_for("home")["home"]
    place = {"view": shown["id"], "block_id": "row", "action_id": "again"}

    assert otter.act("act_on_view", **place, choice=None, values={}) == {"ok": True}
    assert last(slack)["container"]["view_id"] == shown["id"]


def test_options_are_suggested_for_what_is_typed(
    by_http: App, client: WebClient, otter: Tab, form: str
) -> None:
    names = ("Acme", "Acorn", "Bolt")
    element = {"type": "external_select", "action_id": "account", "min_query_length": 1}
    label = {"type": "plain_text", "text": "Account"}
    block = {"type": "input", "block_id": "who", "label": label, "element": element}
    client.views_update(view_id=form, view=modal(block))

    @by_http.options("account")
    def suggested(ack: Ack, payload: dict) -> None:
        ack(options=[option(n) for n in names if n.startswith(payload["value"])])

    place = {"view": form, "block_id": "who", "action_id": "account"}
    assert otter.act("suggest", **place, query="Ac")["options"] == [option("Acme"), option("Acorn")]
    assert otter.act("suggest", **place, query="X")["options"] == []


def test_options_are_suggested_in_groups_and_in_messages_too(
    slack: Sandbox, by_http: App, client: WebClient, otter: Tab
) -> None:
    element = {"type": "external_select", "action_id": "account", "min_query_length": 1}
    groups = [{"label": option("A")["text"], "options": [option("Acme")]}]
    by_http.options("account")(lambda ack: ack(option_groups=groups))
    ts = client.chat_postMessage(channel="C0EXEC", text="card", blocks=[row(element)])["ts"]
    place = {"channel": "C0EXEC", "ts": ts, "block_id": "row", "action_id": "account"}

    assert otter.act("suggest", **place, query="Ac")["option_groups"] == groups
    assert last(slack)["container"]["message_ts"] == ts
    assert last(slack)["value"] == "Ac"
