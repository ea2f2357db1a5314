"""Trouble made from the page: nothing is lost, nothing is said twice, and the page says so."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.house import House
from tests.browser.screen import SOON

pytestmark = pytest.mark.own_house


def test_a_bot_killed_in_the_middle_loses_and_doubles_nothing(opened: Open, house: House) -> None:
    otter, heron = opened("U0OTTER", "C0CSM"), opened("U0HERON")
    trouble = heron.panel("Trouble")
    otter.raise_one()
    heron.sees("ESC-1")
    trouble.press("Kill the bot")
    heron.click("Claim")
    heron.sees("did not respond")
    trouble.press("Start it again")
    expect(trouble.button("Kill the bot")).to_be_visible(timeout=SOON)
    house.slack.wait_for_socket(30)
    heron.click("Claim")
    heron.sees("Claimed")
    assert trouble.counter("Said twice") == 0
    assert len(house.slack.channel("C0EXEC").roots()) == 1


@pytest.mark.timeout(300)  # each lost answer costs look-ups, and half of those get lost too
def test_answers_that_get_lost_are_looked_up_and_not_sent_again(opened: Open, house: House) -> None:
    otter, heron = opened("U0OTTER", "C0CSM"), opened("U0HERON")
    trouble = heron.panel("Trouble")
    otter.write("/escalate Acme: reviews removed after rebrand")
    form = otter.form("Raise an escalation")
    trouble.switch("loses every other answer")
    form.fill({"What happened": "212 reviews.", "Account": "Acme"})
    form.press("Raise")
    heron.sees("ESC-1")
    house.slack.person("U0HERON").wait_for_dm(lambda m: "offered to you" in m.plain, 120)
    trouble.press("Everything works again")
    house.slack.person("U0OTTER").wait_for_dm(lambda m: "ESC-1 is with" in m.plain, 120)
    assert trouble.counter("Answers lost") > 0
    assert trouble.counter("Said twice") == 0
    assert len(house.slack.channel("C0EXEC").roots()) == 1


def test_what_is_raised_while_the_api_is_down_comes_when_it_is_back(
    opened: Open, house: House
) -> None:
    otter, heron = opened("U0OTTER", "C0CSM"), opened("U0HERON")
    trouble = heron.panel("Trouble")
    otter.write("/escalate Acme")
    form = otter.form("Raise an escalation")
    form.fill({"What happened": "212 reviews.", "Account": "Acme"})
    trouble.switch("is down")
    form.press("Raise")
    otter.has_no_form()
    expect(heron.page.locator("main").get_by_role("article")).to_have_count(0)
    trouble.press("Everything works again")
    heron.sees("ESC-1")
    assert trouble.counter("Said twice") == 0


def test_the_second_attempt_is_told_as_the_second(opened: Open, house: House) -> None:
    otter, heron = opened("U0OTTER", "C0EXEC"), opened("U0HERON")
    heron.panel("Trouble").press("Kill the bot")
    happened = heron.panel("What happened")
    otter.write("@escalations claim")
    for number in (2, 3, 4):
        chip = happened.root.get_by_text(f"attempt {number}", exact=True)
        # A mention comes as two events: as a mention, and as a message.
        expect(chip).to_have_count(2, timeout=SOON)
    expect(happened.root.get_by_text("attempt 1", exact=True)).to_have_count(0)
