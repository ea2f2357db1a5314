"""Raised and claimed with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.screen import SOON

FARTHEST = 60


def test_a_case_is_raised_and_claimed_without_a_mouse(opened: Open) -> None:
    otter = opened("U0OTTER", "C0CSM")
    keys = otter.page.keyboard
    reach(otter.page, "Message #customer-success")
    keys.type("/esc")
    expect(otter.page.get_by_role("option").first).to_contain_text("/escalate", timeout=SOON)
    keys.press("Enter")
    keys.type("Acme")
    keys.press("Enter")
    form = otter.form("Raise an escalation")
    form.wait_for("Title")
    for label, words in (("What happened", "They are hidden."), ("Account", "Acme")):
        reach(otter.page, label)
        keys.type(words)
    reach(otter.page, "Raise")
    keys.press("Enter")
    otter.has_no_form()

    heron = opened("U0HERON", "C0EXEC")
    heron.sees("ESC-1")
    reach(heron.page, "Claim ESC-1", back=True)
    heron.page.keyboard.press("Enter")
    heron.sees("Claimed")
    # What was pressed is gone; the focus stays with the card.
    assert heron.page.evaluate("document.activeElement.closest('article') !== null")


def test_a_form_keeps_the_focus_inside_and_gives_it_back(opened: Open) -> None:
    otter = opened("U0OTTER", "C0CSM")
    otter.write("/escalate Acme")
    form = otter.form("Raise an escalation")
    form.wait_for("Title")
    for _ in range(25):
        otter.page.keyboard.press("Tab")
        assert form.dialog.evaluate("d => d.contains(document.activeElement)")
    otter.page.keyboard.press("Escape")
    otter.has_no_form()
    expect(otter.composer).to_be_focused(timeout=SOON)


def reach(page: Page, name: str, *, back: bool = False) -> None:
    """Press Tab until the thing with this name has the focus."""
    wanted = """name => {
        const e = document.activeElement;
        const label = e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent;
        return label.trim() === name;
    }"""
    for _ in range(FARTHEST):
        if page.evaluate(wanted, name):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{name!r} can't be reached by Tab")
