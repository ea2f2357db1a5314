"""Clicking in messages and on Home tabs, and answering through response_urls."""

from collections.abc import Callable
from typing import Any

import pytest
import requests
from slack_bolt import App
from slack_sdk import WebClient

from sandbox import NotSeen, Sandbox, SlackMessage
from tests.sandbox.conftest import HASTY
from tests.sandbox.forms import button, home, option, plain, row, section

CARD = [section("ESC-1"), row(button("Claim", "claim", value="1"), button("Decide", "decide"))]


def clicks(app: App, action_id: str = "claim") -> list[dict]:
    seen: list[dict] = []

    def listener(ack: Callable[[], None], body: dict) -> None:
        ack()
        seen.append(body)

    app.action(action_id)(listener)
    return seen


def posted(slack: Sandbox, client: WebClient, **more: object) -> SlackMessage:
    arguments: dict[str, Any] = {"channel": "C0EXEC", "text": "ESC-1", "blocks": CARD, **more}
    ts = client.chat_postMessage(**arguments)["ts"]
    return slack.channel("C0EXEC").wait_for(lambda m: m.ts == ts)


def test_a_click_carries_the_message_its_place_and_who_clicked(
    slack: Sandbox, client: WebClient, connected: App
) -> None:
    seen = clicks(connected)
    root = posted(slack, client)
    event = {"event_type": "outbox", "event_payload": {}}
    reply = posted(slack, client, thread_ts=root.ts, metadata=event)
    assert slack.person("U0HERON").click(reply, "Claim").error is None
    body = seen[0]
    assert body["user"] == {
        "id": "U0HERON",
        "username": "heron",
        "name": "heron",
        "team_id": "T0SANDBOX",
    }
    assert body["container"] == {
        "type": "message",
        "message_ts": reply.ts,
        "thread_ts": root.ts,
        "channel_id": "C0EXEC",
        "is_ephemeral": False,
    }
    assert body["message"]["thread_ts"] == root.ts
    assert body["message"]["blocks"][0]["text"]["text"] == "ESC-1"
    assert "metadata" not in body["message"]
    action = body["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"]) == ("claim", "row", "1")
    assert (action["type"], action["text"]) == ("button", plain("Claim"))


def test_a_click_waits_for_its_button_and_uses_the_card_of_the_moment(
    slack: Sandbox, client: WebClient, by_http: App
) -> None:
    seen = clicks(by_http, "approve")
    old = posted(slack, client)
    client.chat_update(
        channel="C0EXEC", ts=old.ts, text="x", blocks=[row(button("Approve", "approve"))]
    )
    slack.person("U0HERON").click(old, "Approve")
    assert seen[0]["message"]["edited"]["user"] == "B0BOT"
    with pytest.raises(NotSeen, match=r"No 'Claim' to click; there is: \[Approve\]"):
        slack.person("U0HERON").click(old, "Claim", timeout=0.01)


def test_a_stale_screen_can_still_click(slack: Sandbox, client: WebClient, by_http: App) -> None:
    seen = clicks(by_http)
    old = posted(slack, client)
    client.chat_update(channel="C0EXEC", ts=old.ts, text="claimed", blocks=[section("claimed")])
    slack.person("U0HERON").click(old, "Claim", force=True)
    assert seen[0]["actions"][0]["action_id"] == "claim"


def test_two_buttons_of_one_name_are_told_apart_by_value(
    slack: Sandbox, client: WebClient, by_http: App
) -> None:
    seen = clicks(by_http)
    rows = [row(button("Claim", "claim", value=v), block_id=v) for v in ("1", "2")]
    message = posted(slack, client, blocks=rows)
    with pytest.raises(LookupError, match="2 times"):
        slack.person("U0HERON").click(message, "Claim")
    slack.person("U0HERON").click(message, "Claim", value="2")
    assert seen[0]["actions"][0]["block_id"] == "2"


def test_lists_and_menus_in_messages_send_what_was_picked(
    slack: Sandbox, client: WebClient, by_http: App
) -> None:
    seen = clicks(by_http, "more")
    menu = {"type": "overflow", "action_id": "more", "options": [option("Release")]}
    message = posted(slack, client, blocks=[section("x", block_id="s", accessory=menu)])
    slack.person("U0HERON").click(message, "Release")
    assert seen[0]["actions"][0]["selected_option"] == option("Release")


@pytest.mark.parametrize("place", ["beside a section", "in a row"])
def test_an_entry_of_a_menu_is_chosen_by_its_text(
    slack: Sandbox, client: WebClient, connected: App, place: str
) -> None:
    seen = clicks(connected, "more")
    menu = {"type": "overflow", "action_id": "more", "options": [option("Hide"), option("Claim")]}
    card = [section("x", block_id="s", accessory=menu), *CARD]
    if place == "in a row":
        card = [row(button("Claim", "claim"), menu)]
    message = posted(slack, client, blocks=card)
    result = slack.person("U0HERON").choose(message, "Claim")

    action = seen[0]["actions"][0]
    assert (result.error, result.url) == (None, None)
    assert (action["type"], action["selected_option"]) == ("overflow", option("Claim"))
    assert "more" not in seen[0]["state"]["values"].get("row", {})
    assert message.menu == ("Hide", "Claim")


def test_a_menu_is_waited_for_and_told_from_another(slack: Sandbox, client: WebClient) -> None:
    menus = [
        {"type": "overflow", "action_id": f"more-{n}", "options": [option("Hide")]} for n in "ab"
    ]
    message = posted(slack, client, blocks=[row(*menus)])
    heron = slack.person("U0HERON")
    with pytest.raises(LookupError, match="2 menus"):
        heron.choose(message, "Hide")
    with pytest.raises(NotSeen, match=r"No 'Burn' to click; there is: \[Hide\], \[Hide\]"):
        heron.choose(message, "Burn", timeout=0.01)
    heron.choose(message, "Hide", action_id="more-b")

    payload: Any = slack.deliveries[-1].payload
    assert payload["actions"][0]["action_id"] == "more-b"


def test_a_link_in_a_private_note_opens_and_is_told_as_a_click(
    slack: Sandbox, client: WebClient, connected: App
) -> None:
    seen = clicks(connected, "write")
    root = slack.person("U0HERON").say("C0EXEC", "root")
    reply = slack.person("U0OWL").say("C0EXEC", "reply", thread=root)
    url = client.chat_getPermalink(channel="C0EXEC", message_ts=reply.ts)["permalink"]
    link = button("Write in the thread", "write", url=url)
    client.chat_postMessage(channel="U0HERON", text="note", blocks=[row(link)])
    heron = slack.person("U0HERON")
    note = heron.wait_for_dm(lambda m: m.text == "note")
    result = heron.click(note, "Write in the thread")

    assert note.buttons == ("Write in the thread",)
    assert note.links == {"Write in the thread": url}
    assert (result.error, result.url) == (None, url)
    assert heron.follow(note.links["Write in the thread"]) == reply
    action = seen[0]["actions"][0]
    assert (action["type"], action["url"]) == ("button", url)
    assert seen[0]["container"]["channel_id"] == "D0HERON"


def test_a_link_opens_even_where_the_app_does_not_answer(slack: Sandbox, client: WebClient) -> None:
    link = button("Read", "read", url="https://reviews.example/acme")
    result = slack.person("U0HERON").click(posted(slack, client, blocks=[row(link)]), "Read")

    assert result.url == "https://reviews.example/acme"
    assert result.error is not None


def test_a_menus_entry_may_lead_somewhere_too(
    slack: Sandbox, client: WebClient, by_http: App
) -> None:
    clicks(by_http, "more")
    entry = {**option("Policy"), "url": "https://reviews.example/policy"}
    menu = {"type": "overflow", "action_id": "more", "options": [option("Hide"), entry]}
    message = posted(slack, client, blocks=[row(menu)])

    assert message.links == {"Policy": entry["url"]}
    assert slack.person("U0HERON").choose(message, "Policy").url == entry["url"]
    assert slack.person("U0HERON").choose(message, "Hide").url is None


def test_a_link_leads_only_to_what_its_reader_can_see(slack: Sandbox, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0LEGAL", text="secret")["ts"]
    url = client.chat_getPermalink(channel="C0LEGAL", message_ts=ts)["permalink"]
    assert slack.person("U0FINCH").follow(url).text == "secret"
    with pytest.raises(NotSeen, match="can't see C0LEGAL"):
        slack.person("U0OTTER").follow(url)
    with pytest.raises(NotSeen, match="leads to no message"):
        slack.person("U0OTTER").follow("https://reviews.example/acme")


@pytest.mark.parametrize("patience", [HASTY])
def test_a_dead_app_shows_beside_the_button(
    slack: Sandbox, client: WebClient, connected: App
) -> None:
    result = slack.person("U0HERON").click(posted(slack, client), "Claim")
    assert result.error is not None
    assert result.error.startswith(("This app responded with Status Code 404", "This app did not"))


@pytest.mark.parametrize("person", ["U0OTTER", "U0NEWT", "U0OSPREY"])
def test_nobody_clicks_what_they_cannot_see(slack: Sandbox, client: WebClient, person: str) -> None:
    client.chat_postMessage(channel="C0LEGAL", text="ESC-2", blocks=CARD)
    card = slack.channel("C0LEGAL").messages()[0]
    with pytest.raises(NotSeen, match="can't see C0LEGAL"):
        slack.person(person).click(card, "Claim")


def test_a_home_tabs_button_carries_the_view(
    slack: Sandbox, client: WebClient, by_http: App
) -> None:
    seen = clicks(by_http)
    client.views_publish(user_id="U0HERON", view=home(row(button("Claim", "claim", value="7"))))
    tab = slack.person("U0HERON").home()
    assert tab is not None
    slack.person("U0HERON").click(tab, "Claim")
    body = seen[0]
    assert (body["view"]["type"], body["container"]["view_id"]) == ("home", tab.id)
    assert "message" not in body


def test_a_private_notes_click_comes_without_the_message(
    slack: Sandbox, client: WebClient, by_http: App
) -> None:
    seen = clicks(by_http)
    client.chat_postEphemeral(channel="C0EXEC", user="U0HERON", text="x", blocks=CARD)
    heron = slack.person("U0HERON")
    heron.click(heron.ephemerals()[0], "Claim")
    assert seen[0]["container"]["is_ephemeral"] is True
    assert "message" not in seen[0]
    requests.post(seen[0]["response_url"], json={"delete_original": True}, timeout=30)
    assert heron.ephemerals() == []


def response_url(slack: Sandbox, client: WebClient, app: App) -> str:
    seen = clicks(app)
    slack.person("U0HERON").click(posted(slack, client), "Claim")
    return seen[0]["response_url"]


def test_a_response_url_works_five_times(slack: Sandbox, client: WebClient, by_http: App) -> None:
    url = response_url(slack, client, by_http)
    answers = [requests.post(url, json={"text": f"{n}"}, timeout=30) for n in range(6)]
    assert [a.status_code for a in answers] == [200] * 5 + [404]
    assert answers[-1].json() == {"ok": False, "error": "used_url"}
    assert [n.text for n in slack.person("U0HERON").ephemerals("C0EXEC")] == list("01234")


def test_a_response_url_can_replace_its_message_or_speak_to_all(
    slack: Sandbox, client: WebClient, by_http: App
) -> None:
    url = response_url(slack, client, by_http)
    requests.post(url, json={"text": "claimed", "replace_original": True}, timeout=30)
    requests.post(url, json={"text": "to all", "response_type": "in_channel"}, timeout=30)
    assert [m.text for m in slack.channel("C0EXEC").messages()] == ["claimed", "to all"]


def test_a_response_url_refuses_what_it_does_not_know(
    slack: Sandbox, client: WebClient, by_http: App
) -> None:
    url = response_url(slack, client, by_http)
    answer = requests.post(url, json={"text": "x", "channel": "C0EXEC"}, timeout=30)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_payload")


def test_shortcuts_open_from_the_menu_and_from_a_message(slack: Sandbox, connected: App) -> None:
    seen: list[dict] = []
    connected.shortcut("raise_escalation")(lambda ack, body: (seen.append(body), ack()))
    connected.shortcut("escalate_message")(lambda ack, body: (seen.append(body), ack()))
    otter = slack.person("U0OTTER")
    message = slack.person("U0VOLE").say("C0CSM", "Acme is furious & rightly so")
    assert otter.shortcut("raise_escalation").error is None
    assert otter.message_shortcut("escalate_message", "C0CSM", message.ts).error is None
    assert [body["type"] for body in seen] == ["shortcut", "message_action"]
    assert seen[1]["message"]["text"] == "Acme is furious &amp; rightly so"
    assert seen[1]["channel"] == {"id": "C0CSM", "name": "customer-success"}
    with pytest.raises(NotSeen, match="manifest"):
        otter.shortcut("made_up")
