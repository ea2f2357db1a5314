"""What people type is shown as they typed it, wherever it comes to stand."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from sandbox.json_values import Json
from sandbox.workspace.messages import SlackMessage
from tests.browser.conftest import Open
from tests.browser.house import House
from tests.browser.screen import SOON

HOSTILE = "<img src=x onerror=alert(1)> <!channel> *b* &lt;i&gt; <@U0OWL>"


def test_a_hostile_title_is_shown_as_typed(opened: Open, house: House) -> None:
    otter, heron = opened("U0OTTER", "C0CSM"), opened("U0HERON")
    otter.raise_one({"Title": HOSTILE, "What happened": HOSTILE, "Account": "<b>Acme</b>"})
    expect(heron.card()).to_contain_text(HOSTILE, timeout=SOON)
    expect(heron.card()).to_contain_text("<b>Acme</b>")
    assert heron.page.locator("main img, main b, main i").count() == 0
    heron.click("Claim")
    heron.sees("Claimed")
    heron.click("Decide")
    heron.sees(HOSTILE, heron.form("Record the decision").dialog)
    heron.page.keyboard.press("Escape")
    heron.has_no_form()
    panel = heron.panel("Case")
    expect(panel.root).to_contain_text("claimed", timeout=SOON)
    assert panel.root.locator("img, b, i").count() == 0


def test_a_block_the_page_cannot_draw_is_shown_as_its_json(opened: Open, house: House) -> None:
    heron = opened("U0HERON")
    strange: Json = {"type": "hologram", "block_id": "h", "depth": 3, "text": "<b>hello</b>"}
    workspace = house.slack.core.workspace
    workspace.post(
        SlackMessage("C0EXEC", workspace.next_ts(), "U0BOT", "A hologram", (strange,), by_app=True)
    )
    heron.sees(re.compile(r"can.t draw hologram"))
    heron.sees('"depth": 3')
    heron.sees("<b>hello</b>")


def test_dates_stand_in_the_readers_own_zone(opened: Open, house: House) -> None:
    heron, kestrel = opened("U0HERON"), opened("U0KESTREL")
    workspace = house.slack.core.workspace
    at = 1_900_000_000  # 2030-03-17 17:46:40 UTC
    words = f"Due <!date^{at}^{{date_short_pretty}} at {{time}}|a fallback>"
    workspace.post(SlackMessage("C0EXEC", workspace.next_ts(), "U0BOT", words, by_app=True))
    heron.sees("at 18:46")
    kestrel.sees("at 13:46")


def test_an_edited_message_is_marked(opened: Open, house: House) -> None:
    heron, otter = opened("U0HERON"), opened("U0OTTER")
    said = house.slack.person("U0OTTER").say("C0EXEC", "Hello")
    heron.sees("Hello")
    house.slack.person("U0OTTER").edit(said, "Hello again")
    heron.sees("Hello again")
    heron.sees("(edited)")
    otter.sees("(edited)")
