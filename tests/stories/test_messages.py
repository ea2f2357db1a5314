"""What the impacted party is told: drafted in the form, read, told, carried out."""

from __future__ import annotations

import pytest

from bot.case.message import holes_in
from tests.stories.people import DECISION, REVERSED, Case, Colleague
from tests.stories.workplace import Workplace

MESSAGE = "Message to the impacted party"
CHOSEN = {key: DECISION[key] for key in ("Outcome", "Ground")}
WHY = {"Explanation": "Nobody behind the hidden reviews dealt with Acme."}


@pytest.fixture
def case(otter: Colleague, heron: Colleague) -> Case:
    """Heron's."""
    raised = otter.raises()
    heron.claims(raised)
    return raised


def test_a_message_left_empty_is_drafted_from_the_record_and_read_before_it_is_recorded(
    case: Case, heron: Colleague
) -> None:
    form = heron.starts_deciding(case).fill({**CHOSEN, **WHY})
    assert not form.value(MESSAGE), "the form doesn't change under who writes in it"

    again = form.submit().view
    assert again is not None
    assert "drafted from what you have written. Please read it" in again.text
    text = str(again.value(MESSAGE))
    assert text.startswith("We have looked again at the decision you asked us about: it stands.")
    assert str(WHY["Explanation"]) in text
    assert not holes_in(text)
    assert again.submit().closed
    case.reads("Decision: Upheld: the decision stands")


def test_what_was_edited_is_kept_whatever_is_chosen_then(case: Case, heron: Colleague) -> None:
    words = "The decision was reversed, and we are sorry."
    form = heron.starts_deciding(case).fill({**CHOSEN, MESSAGE: words})
    form.fill({"Outcome": "Reversed: the decision is undone"})
    form.wait_for(lambda view: "Root cause" in view.labels())
    form.fill({"Language": "German"})

    assert form.value(MESSAGE) == words


def test_another_language_drafts_it_in_that_and_one_without_a_template_says_so(
    case: Case, heron: Colleague
) -> None:
    form = heron.starts_deciding(case).fill({**WHY, **CHOSEN, "Outcome": "Partially reversed"})
    form.fill({"Language": "German"})
    form.wait_for(lambda view: "teilweise aufgehoben" in str(view.value(MESSAGE)))
    form.fill({"Language": "Swedish"})
    form.wait_for(lambda view: "There is no template in Swedish" in view.text)

    assert "partly reversed" in str(form.value(MESSAGE))


def test_a_reversal_is_told_then_carried_out_and_closed(
    work: Workplace, case: Case, otter: Colleague, heron: Colleague
) -> None:
    heron.decides(case, REVERSED)
    work.settle()
    heron.clicks(case, "Mark communicated")
    case.reads("Next: it's carried out")
    heron.marks_carried_out(case)
    case.reads("Closed by")
    otter.is_told("says that what was decided is carried out", "The reviews show again.")


def test_what_may_not_go_out_is_said_at_its_field(case: Case, heron: Colleague) -> None:
    form = heron.starts_deciding(case)
    form.fill({**DECISION, MESSAGE: "It stands. Write to heron@example.com [name]"})
    errors = form.submit().errors or {}
    assert list(errors) == [MESSAGE], errors
    assert "Fill in what is left open: [name]." in errors[MESSAGE]
    assert "heron@example.com" in errors[MESSAGE]
