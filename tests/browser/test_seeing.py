"""Who sees what: channels, private notes, what is new."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.house import House
from tests.browser.screen import SOON


def test_a_guest_sees_only_their_own_channels(opened: Open) -> None:
    gecko, owl = opened("U0GECKO"), opened("U0OWL")
    for name in ("general", "escalations-legal", "board-room"):
        expect(gecko.page.get_by_role("navigation").get_by_text(name)).to_have_count(0)
        expect(owl.page.get_by_role("navigation").get_by_text(name)).to_have_count(1)


def test_a_private_note_is_seen_by_its_person_alone(opened: Open) -> None:
    otter, vole = opened("U0OTTER", "C0CSM"), opened("U0VOLE", "C0CSM")
    otter.write("/escalations mine")
    otter.sees("Raised by you")
    otter.sees("Only visible to you")
    expect(vole.page.get_by_text("Raised by you")).to_have_count(0)


def test_what_is_new_is_marked_until_it_is_read(opened: Open, house: House) -> None:
    heron = opened("U0HERON", "C0GENERAL")
    side = heron.page.get_by_role("navigation")
    new = side.get_by_role("button", name=re.compile("general.*unread"))
    expect(new).to_have_count(0, timeout=SOON)
    heron.go("escalations-executive")
    house.slack.person("U0OWL").say("C0GENERAL", "Good morning")
    expect(side.get_by_role("button", name="general, 1 unread")).to_be_visible(timeout=SOON)
    heron.go("general")
    heron.sees("Good morning")
    expect(new).to_have_count(0, timeout=SOON)


def test_an_outsider_is_refused_in_words(opened: Open) -> None:
    osprey = opened("U0OSPREY", "C0CSM")
    osprey.write("/escalate Acme")
    osprey.sees("Only visible to you")
    osprey.has_no_form()


def test_another_person_in_the_same_tab_sees_what_they_see(opened: Open) -> None:
    tab = opened("U0OTTER", "C0CSM")
    tab.page.get_by_role("button", name=re.compile("^You are Otter")).click()
    tab.page.get_by_role("button", name=re.compile("^F Finch|^Finch")).click()
    expect(tab.page.get_by_role("button", name=re.compile("^You are Finch"))).to_be_visible(
        timeout=SOON
    )
    expect(tab.page.get_by_role("navigation").get_by_text("escalations-legal")).to_be_visible()
    assert "as=U0FINCH" in tab.page.url


def test_a_reply_is_told_to_those_in_the_thread(opened: Open, house: House) -> None:
    otter, vole = opened("U0OTTER", "C0GENERAL"), opened("U0VOLE", "C0GENERAL")
    root = house.slack.person("U0OTTER").say("C0GENERAL", "Who is in?")
    house.slack.person("U0VOLE").say("C0GENERAL", "I am.", root)
    otter.sees("1 reply")
    threads = otter.page.get_by_role("navigation").get_by_role("button", name=re.compile("Threads"))
    expect(threads).to_have_accessible_name(re.compile("1"), timeout=SOON)
    otter.page.locator("main").get_by_role("button", name=re.compile("^1 reply")).click()
    otter.sees("I am.", otter.thread)
    reply = otter.thread.get_by_label(re.compile("^Reply"))
    reply.fill("So am I.")
    reply.press("Enter")
    vole.sees("2 replies")


def test_a_message_is_escalated_from_its_menu(opened: Open, house: House) -> None:
    otter = opened("U0OTTER", "C0CSM")
    house.slack.person("U0VOLE").say("C0CSM", "212 reviews are hidden.")
    message = otter.page.locator("main article").filter(has_text="212 reviews").last
    message.hover()
    message.get_by_role("button", name=re.compile("More")).click()
    otter.page.get_by_role("menuitem", name=re.compile("^Escalate this message")).click()
    form = otter.form("Raise an escalation")
    form.wait_for("What happened")
    expect(form.field("What happened")).to_have_value(re.compile("212 reviews are hidden"))


def test_a_case_is_raised_from_the_lightning_menu_and_from_home(opened: Open) -> None:
    otter = opened("U0OTTER", "C0CSM")
    otter.page.locator("main").get_by_role("button", name="Shortcuts").click()
    otter.page.get_by_role("menuitem", name=re.compile("^Raise an escalation")).click()
    otter.form("Raise an escalation").press("Cancel")
    otter.has_no_form()
    otter.go("Escalations")
    otter.page.get_by_role("tab", name="Home").click()
    otter.click("Raise an escalation", otter.page.get_by_role("tabpanel"))
    otter.form("Raise an escalation").wait_for("Title")


@pytest.mark.own_house
def test_the_bot_is_mentioned_in_a_thread(opened: Open) -> None:
    otter, heron = opened("U0OTTER", "C0CSM"), opened("U0HERON")
    otter.raise_one()
    heron.sees("ESC-1")
    heron.card().hover()
    heron.card().get_by_role("button", name="Reply in thread").click()
    reply = heron.thread.get_by_label("Reply in the thread")
    reply.press_sequentially("@esc")
    expect(heron.page.get_by_role("option").first).to_contain_text("scalations", timeout=SOON)
    reply.press("Enter")
    reply.press_sequentially("claim")
    reply.press("Enter")
    heron.sees(re.compile(r"Claimed\s*by\s*@Heron"))


def test_nothing_is_wider_than_the_window(opened: Open) -> None:
    otter = opened("U0OTTER", "C0CSM")
    otter.raise_one()
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    for width in (360, 420, 760, 1280, 1920):
        otter.page.set_viewport_size({"width": width, "height": 800})
        for place in ("C0EXEC", "home", "threads"):
            otter.page.evaluate("place => { location.hash = `#/${place}`; }", place)
            expect(otter.page.locator("h1")).to_be_visible(timeout=SOON)
            assert not otter.page.evaluate(wide), f"{place} at {width}"
