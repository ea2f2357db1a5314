"""Every block and element the strict server lets through is drawn; anything else is shown as JSON."""

from __future__ import annotations

from playwright.sync_api import expect

from sandbox.blockkit.blocks import BLOCKS
from sandbox.blockkit.elements import ELEMENTS
from sandbox.json_values import Json
from sandbox.workspace.messages import SlackMessage
from tests.browser.conftest import Open
from tests.browser.house import House
from tests.browser.screen import SOON
from tests.sandbox.test_blocks import FINE

KEYS = "([path, name]) => import(path).then((module) => Object.keys(module[name]))"


def test_what_the_server_lets_through_has_a_drawing(opened: Open) -> None:
    page = opened("U0HERON").page
    blocks = page.evaluate(KEYS, ["/page/assets/blocks/index.js", "BLOCKS"])
    elements = page.evaluate(KEYS, ["/page/assets/elements/index.js", "ELEMENTS"])
    assert set(blocks) == set(BLOCKS)
    assert set(elements) >= set(ELEMENTS)


def test_valid_blocks_are_never_shown_as_json(opened: Open, house: House) -> None:
    heron = opened("U0HERON")
    workspace = house.slack.core.workspace
    for number, block in enumerate(FINE):
        named: Json = {**block, "block_id": f"b{number}"}
        workspace.post(
            SlackMessage("C0EXEC", workspace.next_ts(), "U0BOT", "x", (named,), by_app=True)
        )
    drawn = heron.page.locator("main article")
    expect(drawn).to_have_count(len(FINE), timeout=SOON)
    expect(heron.page.get_by_text("can't draw")).to_have_count(0)
