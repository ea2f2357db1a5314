"""The sandbox may be stopped and started under an open page."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.conftest import Open
from tests.browser.house import open_house
from tests.browser.screen import SOON, Screen
from tests.support.fork_server import ForkServer


def test_a_page_comes_back_to_a_sandbox_started_anew(
    browser: Browser, tmp_path: Path, fork_server: ForkServer
) -> None:
    context, start = browser.new_context(), fork_server.start_talking
    with open_house(tmp_path / "first", start=start) as house:
        port = house.slack.port
        otter = Screen.open(context, house.url, "U0OTTER", "C0CSM")
        otter.raise_one()
        otter.go("escalations-executive")
        otter.sees("ESC-1")
        otter.composer.fill("half a sentence")
    otter.sees("Reconnecting", otter.page.locator("body"))
    with open_house(tmp_path / "second", port, start=start):
        expect(otter.page.get_by_text("Reconnecting")).to_be_hidden(timeout=SOON)
        expect(otter.page.locator("main").get_by_role("article")).to_have_count(0, timeout=SOON)
        expect(otter.composer).to_have_value("half a sentence")
        otter.go("customer-success")
        otter.raise_one()
        otter.go("escalations-executive")
        otter.sees("ESC-1")
    context.close()


def test_a_refused_act_is_not_told_as_a_sandbox_that_is_gone(opened: Open) -> None:
    otter = opened("U0OTTER", "C0CSM")
    answer = otter.page.evaluate(
        "import('/page/assets/wire.js').then(({ act }) => act('U0NOBODY', 'say'))"
    )

    assert answer["ok"] is False
    assert "Nobody is 'U0NOBODY'." in answer["words"]
    otter.complaints.clear()  # of the browser's console: the refusal itself
