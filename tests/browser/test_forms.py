"""Forms in the browser: what is wrong is said at its field, and nothing typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.house import House
from tests.browser.screen import INTAKE, SOON


def test_a_field_error_keeps_what_was_typed(opened: Open) -> None:
    otter = opened("U0OTTER", "C0CSM")
    otter.write("/escalate Acme")
    form = otter.form("Raise an escalation")
    form.fill({"What happened": "They were hidden.", "Links": "not an address"})
    form.press("Raise")
    otter.sees("Please complete this required field.", form.dialog)
    expect(form.field("Account")).to_be_focused()
    expect(form.field("Account")).to_have_attribute("aria-invalid", "true")
    form.fill({"Account": "Acme"})
    form.press("Raise")
    # now the bot's own check: a link must be one
    expect(form.field("Links")).to_have_attribute("aria-invalid", "true", timeout=SOON)
    assert form.field("What happened").input_value() == "They were hidden."
    form.fill({"Links": "https://reviews.example/acme"})
    form.press("Raise")
    otter.has_no_form()


def test_another_kind_asks_other_questions_and_keeps_the_answers_given(opened: Open) -> None:
    otter = opened("U0OTTER", "C0CSM")
    otter.write("/escalate Acme")
    form = otter.form("Raise an escalation")
    form.fill(INTAKE)
    form.choose("Kind", "Other")
    expect(form.dialog.get_by_label("What the customer asks for")).to_have_count(0, timeout=SOON)
    assert form.field("Title").input_value() == INTAKE["Title"]
    assert form.field("What happened").input_value() == INTAKE["What happened"]


@pytest.mark.own_house
def test_two_tabs_that_send_the_same_form_raise_one_case(opened: Open, house: House) -> None:
    first, second = opened("U0OTTER", "C0CSM"), opened("U0OTTER", "C0CSM")
    first.write("/escalate Acme")
    forms = [tab.form("Raise an escalation") for tab in (first, second)]
    for form in forms:
        form.fill(INTAKE)
    # Both are pressed at the same moment: one after the other, the answer to the first may already
    # have taken the second's button away.
    for form in forms:
        form.dialog.evaluate(
            """(dialog) => {
                const all = [...dialog.querySelectorAll("button")];
                const raise = all.find((button) => button.textContent === "Raise");
                window.starting = new BroadcastChannel("starting");
                window.starting.onmessage = () => raise.click();
            }"""
        )
    first.page.evaluate("new BroadcastChannel('starting').postMessage('now')")
    for tab in (first, second):
        tab.has_no_form()
    house.slack.channel("C0EXEC").wait_for(lambda m: "ESC-1" in m.plain)
    first.write("/escalations open")
    first.sees("Open (1)")


@pytest.mark.own_house
def test_a_form_the_bot_does_not_answer_stays_with_what_was_typed(
    opened: Open, house: House
) -> None:
    otter = opened("U0OTTER", "C0CSM")
    otter.write("/escalate Acme")
    form = otter.form("Raise an escalation")
    form.fill(INTAKE)
    house.bot.kill()
    form.press("Raise")
    otter.sees("We had some trouble connecting. Try again?", form.dialog)
    assert form.field("Account").input_value() == "Acme"
    house.bot.start(fresh=False)
    form.press("Raise")
    otter.has_no_form()
    house.slack.channel("C0EXEC").wait_for(lambda m: "ESC-1" in m.plain)


@pytest.mark.own_house
def test_a_command_nobody_answers_is_said_where_it_was_typed(opened: Open, house: House) -> None:
    otter = opened("U0OTTER", "C0CSM")
    house.bot.kill()
    otter.write("/escalate Acme")
    otter.sees("/escalate failed because the app did not respond.")
    expect(otter.composer).to_have_value("/escalate Acme")
    otter.write("/nonsense")
    otter.sees("/nonsense is not a valid command.")
