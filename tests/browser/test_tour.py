"""The tour leads a newcomer through, and each step's tick is earned."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.house import House
from tests.browser.screen import LETTER, SOON, Screen

pytestmark = pytest.mark.own_house


def test_the_tour_leads_from_raising_to_the_digest(browser: Browser, house: House) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    newcomer = Screen.open(context, house.url, "U0OTTER", "C0CSM")
    newcomer.raise_one()
    step(newcomer, "2. Claim")
    take_there(newcomer)
    newcomer.click("Claim")
    step(newcomer, "3. Be reminded")
    take_there(newcomer)
    step(newcomer, "4. Have it wait")
    take_there(newcomer)
    newcomer.wait()
    step(newcomer, "5. Decide")
    newcomer.decide()
    newcomer.communicate()
    step(newcomer, "6. Keep a letter close")
    take_there(newcomer)
    step(newcomer, "You are there")
    newcomer.raise_letter()
    expect(tour(newcomer)).to_contain_text("has no word of it", timeout=SOON)
    take_there(newcomer)
    newcomer.sees(LETTER["Title"])
    step(newcomer, "7. Read the digest")
    take_there(newcomer)
    newcomer.sees("Escalations digest")
    expect(tour(newcomer)).to_contain_text("whole life of an escalation", timeout=SOON)
    assert newcomer.complaints == []
    context.close()


def tour(screen: Screen) -> Locator:
    return screen.page.locator("#tour-place")


def step(screen: Screen, title: str) -> None:
    expect(tour(screen)).to_contain_text(title, timeout=SOON)


def take_there(screen: Screen) -> None:
    tour(screen).get_by_role("button", name=re.compile("Take me there|Move the clock")).click()
