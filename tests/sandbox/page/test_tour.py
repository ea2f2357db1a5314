"""The guided tour goes on with what stands in the workspace."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.bot.example_case import play_example_case
from tests.sandbox.forms import button, row
from tests.sandbox.page.conftest import OpenTab
from tests.sandbox.page.tab import Tab

CARD: dict[str, Any] = {"channel": "C0EXEC", "text": "ESC-1"}


def tour(slack: Sandbox) -> dict:
    return slack.page.feed._tour.shown()


def done(slack: Sandbox) -> set[str]:
    return {step for step, is_done in tour(slack).items() if is_done is True}


def buttons(*names: str) -> list[dict]:
    return [row(*(button(name, name) for name in names))]


def test_a_card_with_buttons_is_a_case_raised(client: WebClient, otter: Tab) -> None:
    ts = client.chat_postMessage(**CARD, blocks=buttons("Claim"))["ts"]
    told = otter.wait_for("tour")["tour"]

    assert told["raised"] is True
    assert told["card"] == {"channel": "C0EXEC", "ts": ts}
    assert (told["claimed"], told["decided"], told["offered_to"]) == (False, False, None)


@pytest.mark.parametrize(
    ("name", "words", "steps"),
    [
        ("Claim", "open", {"raised"}),
        ("Decide", "claimed", {"raised", "claimed"}),
        ("Mark communicated", "decided", {"raised", "claimed", "decided"}),
        ("Reopen", "closed (communicated)", {"raised", "claimed", "decided", "communicated"}),
        ("Reopen", "closed (withdrawn)", {"raised"}),
    ],
)
def test_a_cards_buttons_tell_how_far_it_has_come(
    slack: Sandbox, client: WebClient, name: str, words: str, steps: set[str]
) -> None:
    ts = client.chat_postMessage(**CARD, blocks=buttons("Claim"))["ts"]
    client.chat_update(channel="C0EXEC", text=f"ESC-1: {words}", ts=ts, blocks=buttons(name))

    assert done(slack) == steps


def test_a_card_in_a_private_channel_is_the_letter_and_nothing_else(
    slack: Sandbox, client: WebClient
) -> None:
    ts = client.chat_postMessage(**CARD, blocks=buttons("Claim"))["ts"]
    client.chat_postMessage(channel="C0LEGAL", text="ESC-2", blocks=buttons("Decide"))

    assert done(slack) == {"raised", "letter"}
    assert tour(slack)["card"] == {"channel": "C0EXEC", "ts": ts}


def test_what_has_happened_stays_so(slack: Sandbox, client: WebClient) -> None:
    ts = client.chat_postMessage(**CARD, blocks=buttons("Decide"))["ts"]
    client.chat_update(**CARD, ts=ts, blocks=buttons("Claim"))
    client.chat_update(**CARD, ts=ts, blocks=[])

    assert done(slack) == {"raised", "claimed"}
    assert tour(slack)["card"] == {"channel": "C0EXEC", "ts": ts}


def test_the_card_shown_is_the_newest_cases(slack: Sandbox, client: WebClient) -> None:
    first, second = (client.chat_postMessage(**CARD, blocks=buttons("Claim")) for _ in range(2))
    client.chat_update(**CARD, ts=first["ts"], blocks=buttons("Decide"))

    assert tour(slack)["card"]["ts"] == second["ts"]


def test_an_offer_names_whom_it_was_made_to(slack: Sandbox, client: WebClient) -> None:
    client.chat_postMessage(channel="U0BADGER", text="yours?", blocks=buttons("Claim"))

    assert tour(slack)["offered_to"] == "U0BADGER"
    assert done(slack) == set()


@pytest.mark.parametrize(
    ("person", "words", "step"),
    [
        ("U0HERON", "Half of the time for the resolution is used.", "reminded"),
        ("U0HERON", "The resolution is late: it was due yesterday.", "reminded"),
        ("U0HERON", "An update is due today.", "reminded"),
        ("U0OWL", "Escalations digest, 2026-11-26", "digest"),
    ],
)
def test_reminders_and_the_managers_digest_are_noticed(
    slack: Sandbox, client: WebClient, person: str, words: str, step: str
) -> None:
    client.chat_postMessage(channel=person, text=words)

    assert done(slack) == {step}


def test_what_people_say_is_no_step(slack: Sandbox, client: WebClient) -> None:
    slack.person("U0OWL").say("C0EXEC", "Claim, Decide, digest: half of the time for the rest")
    client.chat_postMessage(channel="U0HERON", text="a digest for somebody else")
    client.chat_postMessage(channel="C0EXEC", text="no buttons")

    assert done(slack) == set()


def test_the_tour_is_told_to_those_who_come_later(
    client: WebClient, otter: Tab, open_tab: OpenTab
) -> None:
    client.chat_postMessage(**CARD, blocks=buttons("Claim"))

    assert open_tab("U0HERON").welcome["tour"] == otter.wait_for("tour")["tour"]


def test_a_case_played_to_its_end_is_raised_claimed_and_decided(
    slack: Sandbox, tiny_bot: App, otter: Tab
) -> None:
    play_example_case(slack, lambda _words: None)

    assert done(slack) == {"raised", "claimed", "decided"}
    assert otter.wait_for("tour", lambda f: f["tour"]["decided"])
