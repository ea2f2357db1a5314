"""A page with much to show: 2,000 messages in a channel, 200 open cases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox.json_values import Json
from sandbox.workspace.messages import SlackMessage
from tests.browser.conftest import Open
from tests.browser.house import House, open_workshop
from tests.browser.screen import SOON, Screen
from tests.sandbox.conftest import subscribed_to

MANY, CASES = 2000, 200
MOST_SHOWN = 400
SLOWEST = 2000.0  # milliseconds; some 300 where nothing else runs


def card(number: int) -> Json:
    words = {"type": "mrkdwn", "text": f"*Case {number}* of many, due soon"}
    return {"type": "section", "block_id": "words", "text": words}


def buttons(number: int) -> Json:
    press: Json = {
        "type": "button",
        "action_id": "claim",
        "text": {"type": "plain_text", "text": "Claim"},
        "value": str(number),
    }
    return {"type": "actions", "block_id": "moves", "elements": [press]}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A workspace nobody has written in yet."""
    with open_workshop(tmp_path) as (house, _):
        yield house


def fill(house: House) -> None:
    """Every tenth message is a card with a button."""
    workspace = house.slack.core.workspace
    for number in range(MANY):
        is_card = number % (MANY // CASES) == 0
        blocks = (card(number), buttons(number)) if is_card else ()
        ts = workspace.next_ts()
        workspace.post(SlackMessage("C0EXEC", ts, "U0BOT", f"Line {number}", blocks, by_app=True))


def milliseconds(page: Page, action: str) -> float:
    """How long until the page has drawn what came of it, the median of five."""
    return float(
        page.evaluate(
            """async (action) => {
                const composer = document.querySelector('main textarea');
                const spans = [];
                for (let i = 0; i < 5; i++) {
                    const before = performance.now();
                    composer.value = `${action} ${i}`;
                    composer.dispatchEvent(new Event('input', { bubbles: true }));
                    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
                    spans.push(performance.now() - before);
                }
                return spans.sort((a, b) => a - b)[2];
            }""",
            action,
        )
    )


def test_two_thousand_messages_stay_usable(opened: Open, house: House) -> None:
    fill(house)
    heron = opened("U0HERON", "C0EXEC")
    heron.sees(f"Line {MANY - 1}")
    assert heron.page.locator("main article").count() <= MOST_SHOWN
    full = milliseconds(heron.page, "typing")
    heron.go("general")
    expect(heron.page.locator("main article")).to_have_count(0, timeout=SOON)
    empty = milliseconds(heron.page, "typing")
    assert full < 5 * empty, f"typing takes {full:.1f} ms beside {MANY} messages, else {empty:.1f}"


def test_older_messages_come_as_one_scrolls_up(opened: Open, house: House) -> None:
    fill(house)
    heron = opened("U0HERON", "C0EXEC")
    heron.sees(f"Line {MANY - 1}")
    heron.page.locator("main article").last.hover()
    oldest = first_line(heron)
    for _ in range(3):
        heron.page.mouse.wheel(0, -100_000)
        expect(heron.page.locator("main article").first).not_to_contain_text(oldest, timeout=SOON)
        oldest = first_line(heron)


def test_a_new_message_comes_to_a_full_channel(opened: Open, house: House) -> None:
    fill(house)
    heron = opened("U0HERON", "C0EXEC")
    heron.sees(f"Line {MANY - 1}")
    house.slack.person("U0OWL").say("C0EXEC", "One more")
    heron.sees("One more")


@pytest.fixture
def hearing(tmp_path: Path) -> Iterator[House]:
    """A workspace whose app hears every message, and takes each."""
    with open_workshop(tmp_path, subscribed_to("message.channels")) as (house, app):
        app.event("message")(lambda: None)
        yield house


def test_a_page_stays_usable_while_the_app_hears_of_two_thousand_messages(
    browser: Browser, hearing: House
) -> None:
    slack, context = hearing.slack, browser.new_context()
    heron = Screen.open(context, hearing.url, "U0HERON", "C0EXEC")
    happened = heron.panel("What happened")
    post, next_ts = slack.core.workspace.post, slack.core.workspace.next_ts
    for number in range(MANY):
        post(SlackMessage("C0EXEC", next_ts(), "U0OTTER", f"Line {number}"))
    typing = milliseconds(heron.page, "typing")
    # Whoever reads at the bottom stays there: they see the last one, and no button to get to it.
    expect(heron.page.locator("main article").last).to_contain_text(
        f"Line {MANY - 1}", timeout=SOON
    )
    expect(heron.page.get_by_role("button", name=re.compile("new messages"))).to_have_count(0)
    assert heron.page.locator("main article").count() <= MOST_SHOWN
    heron.sees("Otter · message", happened.root)
    slack.wait_until_quiet(60)
    context.close()

    assert {delivery.attempt for delivery in slack.deliveries} == {0}
    assert len(slack.deliveries) == MANY
    assert typing < SLOWEST, f"typing takes {typing:.0f} ms while {MANY} messages come"


def first_line(screen: Screen) -> str:
    words = screen.page.locator("main article").first.text_content() or ""
    return words[words.index("Line") :] if "Line" in words else words
