"""Who sees what: channels, private notes, what is new."""

from __future__ import annotations

import re

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
    heron = opened("U0HERON", "C0EXEC")
    side = heron.page.get_by_role("navigation")
    house.slack.person("U0OWL").say("C0GENERAL", "Good morning")
    expect(side.get_by_role("button", name="general, 1 unread")).to_be_visible(timeout=SOON)
    heron.go("general")
    heron.sees("Good morning")
    expect(side.get_by_role("button", name=re.compile("general.*unread"))).to_have_count(
        0, timeout=SOON
    )


def test_an_outsider_is_refused_in_words(opened: Open) -> None:
    osprey = opened("U0OSPREY", "C0CSM")
    osprey.write("/escalate Acme")
    osprey.sees("Only visible to you")
    osprey.has_no_form()


def test_another_person_in_the_same_tab_sees_what_they_see(opened: Open) -> None:
    tab = opened("U0OTTER", "C0CSM")
    tab.page.get_by_role("button", name=re.compile("^You are Otter")).click()
    tab.page.get_by_role("option", name=re.compile("^Finch")).click()
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
