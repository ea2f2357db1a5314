"""The main job in the browser: raised, claimed, handed over, decided, communicated."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.screen import SOON


def test_three_people_in_three_tabs_take_a_case_to_its_end(opened: Open) -> None:
    otter, heron, badger = opened("U0OTTER", "C0CSM"), opened("U0HERON"), opened("U0BADGER")
    otter.raise_one()
    otter.go("escalations-executive")
    heron.sees("ESC-1")
    heron.click("Claim")
    badger.sees("Heron")
    heron.choose("Hand over")
    form = heron.form("Hand over")
    form.choose("Hand over to", "Badger")
    form.field("Note").fill("Your market.")
    form.press("Hand over")
    badger.click("Claim")
    for tab in (otter, heron, badger):
        expect(tab.card()).to_contain_text(re.compile(r"Claimed\s*by\s*@Badger"), timeout=SOON)
    badger.decide()
    badger.communicate()
    for tab in (otter, heron, badger):
        expect(tab.card()).to_contain_text(re.compile(r"Closed\s*by"), timeout=SOON)
        expect(tab.card().get_by_role("button", name=re.compile("^Reopen"))).to_be_visible(
            timeout=SOON
        )
