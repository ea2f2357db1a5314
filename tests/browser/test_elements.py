"""Menus of more, buttons that lead somewhere, and moments in forms, used as people use them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from slack_bolt import App
from slack_sdk import WebClient

from sandbox import SlackMessage
from sandbox.workspace.records import Delivery
from tests.browser.conftest import Open
from tests.browser.house import House, open_workshop
from tests.browser.screen import SOON, Screen
from tests.browser.test_keyboard import reach
from tests.sandbox.forms import button, modal, option, plain, row, section

Ack = Callable[..., None]
MENU = {
    "type": "overflow",
    "action_id": "more",
    "options": [option("Hide"), option("Set a deadline")],
}
CARDS = {
    "beside a section": [section("Card", block_id="top", accessory=MENU), section("End")],
    "in a row": [section("Card"), row(button("Claim", "claim"), MENU), section("End")],
}
MARCH = 1_900_000_000  # 2030-03-17 17:46:40 UTC: summer time in New York, not yet in Copenhagen


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[tuple[House, App]]:
    with open_workshop(tmp_path) as pair:
        yield pair


@pytest.fixture
def house(workshop: tuple[House, App]) -> House:
    return workshop[0]


@pytest.fixture
def app(workshop: tuple[House, App]) -> App:
    return workshop[1]


@pytest.fixture
def client(app: App) -> WebClient:
    return app.client


def clicks(app: App, action_id: str) -> list[dict]:
    seen: list[dict] = []
    app.action(action_id)(lambda ack, body: (seen.append(body), ack()))
    return seen


def wait_for_click(house: House, action_id: str) -> None:
    def is_it(delivery: Delivery) -> bool:
        payload: Any = delivery.payload
        clicked = delivery.type == "block_actions"
        return clicked and bool(payload["actions"][0]["action_id"] == action_id)

    house.slack.wait_for_delivery(is_it, SOON / 1000)


# -- buttons --------------------------------------------------------------------------------------


def test_a_press_that_has_begun_arrives_though_the_card_changes_before_it_ends(
    opened: Open, house: House, app: App, client: WebClient
) -> None:
    seen = clicks(app, "claim")
    blocks = [section("Card"), row(button("Claim", "claim")), section("End")]
    ts = client.chat_postMessage(channel="C0EXEC", text="Card", blocks=blocks)["ts"]
    heron, owl = opened("U0HERON"), opened("U0OWL")
    heron.sees("Card")
    mouse = heron.page.mouse
    heron.card("Card").get_by_role("button", name="Claim").hover()
    mouse.down()
    changed = [section("Changed"), *blocks[1:]]
    client.chat_update(channel="C0EXEC", ts=ts, text="Changed", blocks=changed)
    owl.sees("Changed")

    mouse.up()

    wait_for_click(house, "claim")
    assert len(seen) == 1
    heron.sees("Changed")
    expect(heron.card("Changed").get_by_role("button", name="Claim")).to_be_visible()


# -- menus ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", CARDS)
def test_a_menu_is_opened_and_chosen_from_with_the_keyboard(
    opened: Open, house: House, app: App, client: WebClient, place: str
) -> None:
    @app.action("more")
    def chosen(ack: Ack, body: dict) -> None:
        ack()
        seen.append(body["actions"][0])
        words = body["actions"][0]["selected_option"]["value"]
        blocks = [section(f"Chosen: {words}"), *CARDS[place][1:]]
        client.chat_update(channel="C0EXEC", ts=ts, text="Card", blocks=blocks)

    seen: list[dict] = []
    ts = client.chat_postMessage(channel="C0EXEC", text="Card", blocks=CARDS[place])["ts"]
    heron = opened("U0HERON")
    heron.sees("Card")
    keys, menu = heron.page.keyboard, heron.page.get_by_role("menu", name="More actions")
    reach(heron.page, "More actions", back=True)
    keys.press("Enter")
    expect(menu.get_by_role("menuitem")).to_have_text(["Hide", "Set a deadline"], timeout=SOON)
    keys.press("Escape")
    expect(menu).to_have_count(0, timeout=SOON)
    expect(heron.page.get_by_role("button", name="More actions")).to_be_focused()
    keys.press("ArrowDown")
    expect(menu.get_by_role("menuitem", name="Hide")).to_be_focused(timeout=SOON)
    keys.press("ArrowDown")
    keys.press("Enter")
    heron.sees("Chosen: set a deadline")

    assert [(a["type"], a["selected_option"]) for a in seen] == [
        ("overflow", option("Set a deadline"))
    ]
    expect(menu).to_have_count(0)
    assert heron.page.evaluate("document.activeElement.closest('article') !== null")


def test_a_menu_asks_first_where_the_app_says_so(
    opened: Open, house: House, app: App, client: WebClient
) -> None:
    seen = clicks(app, "more")
    words = {"text": plain("It can't be undone."), "deny": plain("Keep"), "confirm": plain("Do it")}
    menu: dict[str, Any] = {**MENU, "confirm": {"title": plain("Sure?"), **words}}
    client.chat_postMessage(channel="C0EXEC", text="Card", blocks=[section("Card", accessory=menu)])
    heron = opened("U0HERON")
    for answer in ("Keep", "Do it"):
        heron.click("More actions", heron.card("Card"))
        heron.page.get_by_role("menuitem", name="Hide").click()
        assert seen == []
        heron.confirm("Sure?", answer)
    wait_for_click(house, "more")

    assert [body["actions"][0]["selected_option"]["value"] for body in seen] == ["hide"]


# -- buttons that lead somewhere --------------------------------------------------------------------


def thread_of(house: House, replies: int) -> tuple[SlackMessage, SlackMessage]:
    """A root in the executive queue, and the first reply of so many."""
    owl = house.slack.person("U0OWL")
    root = owl.say("C0EXEC", "The root")
    said = [owl.say("C0EXEC", f"Reply {n}", thread=root) for n in range(replies)]
    return root, said[0]


def note(client: WebClient, house: House, to: SlackMessage, channel: str) -> None:
    url = house.slack.core.workspace.permalink(to)
    blocks = [section("A note"), row(button("Write in the thread", "write", url=url))]
    if channel.startswith("U"):
        client.chat_postMessage(channel=channel, text="A note", blocks=blocks)
    else:
        client.chat_postEphemeral(channel=channel, user="U0HERON", text="A note", blocks=blocks)


def stands_in_the_thread(screen: Screen, root: SlackMessage) -> None:
    expect(screen.page).to_have_url(re.compile(rf"#/C0EXEC/{re.escape(root.ts)}$"), timeout=SOON)
    screen.sees("The root", screen.thread)
    expect(screen.thread.get_by_label(re.compile("^Reply"))).to_be_focused(timeout=SOON)


@pytest.mark.parametrize("channel", ["U0HERON", "C0EXEC"])
def test_a_button_in_a_note_leads_to_the_thread_and_is_told_to_the_app(
    opened: Open, house: House, app: App, client: WebClient, channel: str
) -> None:
    seen = clicks(app, "write")
    root, _ = thread_of(house, 1)
    note(client, house, root, channel)
    heron = opened("U0HERON", channel.replace("U0", "D0"))
    heron.sees("A note")
    reach(heron.page, "Write in the thread↗", back=True)
    heron.page.keyboard.press("Enter")
    stands_in_the_thread(heron, root)
    wait_for_click(house, "write")

    action = seen[0]["actions"][0]
    assert action["url"] == house.slack.core.workspace.permalink(root)
    assert len(heron.page.context.pages) == 1


def test_a_link_to_a_reply_shows_it_among_many(
    opened: Open, house: House, app: App, client: WebClient
) -> None:
    clicks(app, "write")
    root, first = thread_of(house, 60)
    note(client, house, first, "U0HERON")
    heron = opened("U0HERON", "D0HERON")
    heron.click("Write in the thread", heron.card("A note"))
    stands_in_the_thread(heron, root)
    reply = heron.thread.locator(f'article[data-ts="{first.ts}"]')

    expect(reply).to_be_in_viewport(timeout=SOON)
    expect(reply).to_have_class(re.compile("s-sought"))
    wait_for_click(house, "write")


# -- moments in forms -------------------------------------------------------------------------------


def form_with_a_moment(app: App, client: WebClient, **more: object) -> list[dict]:
    """A card whose button opens the form; what the app is sent of it."""
    seen: list[dict] = []
    element = {"type": "datetimepicker", "action_id": "at", **more}
    field = {"type": "input", "block_id": "until", "label": plain("Until"), "element": element}

    @app.action("open")
    def opens(ack: Ack, body: dict) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal(field, title="A deadline"))

    @app.view("raise")
    def sent(ack: Ack, body: dict) -> None:
        ack()
        seen.append(body["view"]["state"]["values"]["until"]["at"])

    blocks = [section("Card"), row(button("Set a deadline", "open"))]
    client.chat_postMessage(channel="C0EXEC", text="Card", blocks=blocks)
    return seen


@pytest.mark.parametrize(
    ("person", "zone", "shown", "sent"),
    [
        ("U0HERON", "Europe/Copenhagen", "2030-03-17T18:46", 1_909_121_400),
        ("U0KESTREL", "America/New York", "2030-03-17T13:46", 1_909_143_000),
    ],
)
def test_a_moment_is_shown_and_sent_in_the_viewers_own_time(
    opened: Open, app: App, client: WebClient, person: str, zone: str, shown: str, sent: int
) -> None:
    seen = form_with_a_moment(app, client, initial_date_time=MARCH)
    screen = opened(person)
    screen.click("Set a deadline", screen.card("Card"))
    form = screen.form("A deadline")
    form.wait_for("Until")
    expect(form.field("Until")).to_have_value(shown)
    screen.sees(zone, form.dialog)
    form.fill({"Until": "2030-07-01T09:30"})
    form.press("Raise")
    screen.has_no_form()

    assert seen == [{"type": "datetimepicker", "selected_date_time": sent}]


def test_a_moment_nobody_touches_is_sent_as_it_was(
    opened: Open, app: App, client: WebClient
) -> None:
    seen = form_with_a_moment(app, client, initial_date_time=MARCH)
    heron = opened("U0HERON")
    heron.click("Set a deadline", heron.card("Card"))
    form = heron.form("A deadline")
    form.wait_for("Until")
    form.press("Raise")
    heron.has_no_form()

    assert seen == [{"type": "datetimepicker", "selected_date_time": MARCH}]


def test_a_moment_that_is_asked_for_and_not_given_is_said_at_its_field(
    opened: Open, app: App, client: WebClient
) -> None:
    seen = form_with_a_moment(app, client)
    heron = opened("U0HERON")
    heron.click("Set a deadline", heron.card("Card"))
    form = heron.form("A deadline")
    form.wait_for("Until")
    form.press("Raise")
    heron.sees("Please complete this required field.", form.dialog)

    expect(form.field("Until")).to_be_focused()
    assert seen == []
