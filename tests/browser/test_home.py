"""App Home in a browser: acted on where it stands, and right without being opened again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Open
from tests.browser.screen import SOON, Screen

pytestmark = pytest.mark.own_house


def home(screen: Screen) -> Locator:
    """Goes to App Home."""
    screen.go("Escalations")
    screen.page.get_by_role("tab", name="Home").click()
    return screen.page.get_by_role("tabpanel")


def choose(panel: Locator, label: str, option: str) -> None:
    panel.get_by_role("combobox", name=re.compile(label)).click()
    panel.page.get_by_role("option", name=option).first.click()


def test_a_manager_narrows_the_board_and_sees_it_change(opened: Open) -> None:
    otter, owl = opened("U0OTTER", "C0CSM"), opened("U0OWL", "C0EXEC")
    otter.raise_one()
    owl.sees("offered to", owl.card())
    board = home(owl)
    owl.sees("open, offered to", board)

    choose(board, "Which", "Waiting")
    owl.sees("Nothing open fits this.", board)
    owl.click("Show everything open", board)
    owl.sees("ESC-1", board)
    owl.click("Claim", board)
    owl.sees("With you (1)", board)

    expect(board.get_by_role("combobox", name=re.compile("Which"))).to_be_visible(timeout=SOON)
    assert owl.complaints == []


def test_a_requester_sees_it_claimed_without_looking_again(opened: Open) -> None:
    otter, owl = opened("U0OTTER", "C0CSM"), opened("U0OWL", "C0EXEC")
    otter.raise_one()
    raised = home(otter)
    otter.sees("open, offered to", raised)

    owl.click("Claim")

    otter.sees(re.compile("claimed by @Owl"), raised)
