"""The workspace's clock: what comes due comes before one's eyes."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.house import House
from tests.browser.screen import SOON

pytestmark = pytest.mark.own_house


def test_time_moves_to_a_reminder_a_breach_and_a_digest(opened: Open, house: House) -> None:
    otter, owl = opened("U0OTTER", "C0CSM"), opened("U0OWL")
    otter.raise_one(priority="P1: harm or reputation at stake now")
    owl.click("Claim")
    owl.sees("Claimed")
    owl.move("To the next due time")
    owl.read_notes()
    owl.sees("An update is due")
    owl.move("+1 day")
    owl.sees("The resolution is late: it was due")
    owl.move("Next Monday 09:00")
    owl.sees("Escalations digest")
    owl.go("escalations-executive")
    expect(owl.card()).to_contain_text(re.compile(r"Late\s*·\s*Update was due"), timeout=SOON)


def test_time_never_moves_back(opened: Open, house: House) -> None:
    otter = opened("U0OTTER", "C0CSM")
    before = house.slack.clock.calendar()
    otter.choose_moment("2020-01-01T09:00")
    otter.sees("Time only moves forward.", otter.page.locator("body"))
    assert house.slack.clock.calendar() - before < 3600


def test_a_bot_started_again_comes_back_on_the_moved_clock(opened: Open, house: House) -> None:
    otter, heron = opened("U0OTTER", "C0CSM"), opened("U0HERON")
    otter.move("+1 day")
    house.bot.kill()
    house.bot.start(fresh=False)
    otter.raise_one()
    raised = heron.card().locator("time").last.get_attribute("datetime")
    assert raised is not None
    assert raised[:10] == _day(house.slack.clock.calendar())


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
