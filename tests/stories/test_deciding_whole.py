"""The decision form asks what is needed, shows what was decided before, and loses nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sandbox.blockkit.contents import option_text, options_of
from sandbox.people.modal import Modal
from tests.stories.people import DECISION, REVERSED, Case, Colleague, sent, whole_record
from tests.stories.workplace import Workplace

RESTRICTED: dict[str, object] = {
    **DECISION,
    "New restriction": "Visibility",
    "What exactly": "Removal of content",
    "Facts": "Forty reviews in one night.",
    "Category": "Scams and/or fraud",
    "Automated means": "None were used",
}

LAW = "The law (named in the explanation)"
"""A ground without a category: of which one it is depends on the law."""


@pytest.fixture
def case(otter: Colleague, heron: Colleague) -> Case:
    """Heron's."""
    raised = otter.raises()
    heron.claims(raised)
    return raised


def five_fields(form: Modal) -> bool:
    return len(form.labels()) == 5 and "Facts" not in form.labels()


def test_a_new_restriction_opens_its_part_and_is_on_the_record(
    case: Case, heron: Colleague
) -> None:
    form = heron.starts_deciding(case)
    assert five_fields(form)
    form.fill({**DECISION, "New restriction": "Visibility"})
    form.wait_for(lambda shown: "Category" in shown.labels())
    assert form.value("Category") == "Scams and/or fraud", "it is the ground's"
    form.fill({"New restriction": "None"})
    form.wait_for(lambda shown: "Category" not in shown.labels())
    form.fill({**RESTRICTED, "Until": "2026-03-01"})
    refused = form.submit()
    assert refused.errors == {
        "Until": "Until: that day is over. Choose today or a later one, or leave it empty."
    }
    assert sent(form.fill({"Until": "2027-03-01", "Where": ["DK", "SE"]})).closed
    shown = heron.sees_whole(case, "New restriction")
    assert "Visibility: Removal of content in DK, SE, until 2027-03-01" in shown
    assert "Scams and/or fraud" in shown


def test_what_is_missing_of_a_restriction_is_said_at_its_field(
    case: Case, heron: Colleague
) -> None:
    form = heron.starts_deciding(case).fill(
        {k: v for k, v in (RESTRICTED | {"Ground": LAW}).items() if k != "Category"}
    )
    assert set(form.submit().errors or {}) == {"Category"}
    refused = form.submit(force=True)
    assert "a restriction needs its category" in str(refused.errors)
    form.fill({"What exactly": "Other restriction (please specify)"})
    form.wait_for(lambda shown: "In words" in shown.labels())


def test_a_form_closed_by_mistake_opens_with_what_was_written_until_it_is_decided(
    case: Case, heron: Colleague, owl: Colleague
) -> None:
    why = str(DECISION["Explanation"])
    form = whole_record(heron, heron.starts_deciding(case))
    form.fill({**DECISION, "Facts": "No order of that name."}).close()
    assert "what you wrote in the decision form is kept" in heron.asks("show ESC-1")
    assert "what you wrote" not in owl.asks("show ESC-1")
    again = heron.starts_deciding(case)
    assert "This is what you had written when you closed the form." in again.text
    assert (again.value("Explanation"), again.value("Facts")) == (why, "No order of that name.")
    assert sent(again).closed
    assert "what you wrote in the decision form" not in heron.asks("show ESC-1")


def test_what_was_decided_before_stands_in_the_form_and_departing_from_it_is_explained(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague
) -> None:
    for title in ("The first", "The second", "The third"):
        before = otter.raises(title)
        heron.claims(before)
        heron.decides(before)
    case = otter.raises("The fourth")
    badger.claims(case)
    form = badger.starts_deciding(case)
    assert "Decided before in similar cases" in form.text
    assert "ESC-3 Upheld" in form.text
    as_opened, ground = form.view, form.field("Ground")
    form.fill({label: words for label, words in REVERSED.items() if label != "Ground"})
    # The outcome has the form drawn again while the ground is chosen on the one that was there.
    chosen = next(o for o in options_of(ground.element) if option_text(o) == REVERSED["Ground"])
    typed = work.slack.core.views.type_in(form.id, ground.place, chosen)
    form.press(ground.element, chosen, shown=replace(typed, hash=as_opened.hash))
    form.wait_for(lambda shown: "Why it differs from before" in shown.labels())
    assert sent(form.fill({"Why it differs from before": "She has the invoice."})).closed
    assert "She has the invoice." in badger.sees_whole(case, "Why it differs")
