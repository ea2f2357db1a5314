"""A second person: asked in a note, reads the record in a form, approves it or sends it back."""

from __future__ import annotations

import pytest

from tests.stories.conftest import POLICY
from tests.stories.people import DECISION, Case, Colleague, whole_record
from tests.stories.workplace import SOON, Workplace

APPROVALS = """
[approvals.executive]
people = ["U0BADGER", "U0KESTREL"]
"""
REVIEW = "Review the decision"


@pytest.fixture
def policy() -> str:
    return POLICY + APPROVALS


@pytest.fixture
def case(work: Workplace, otter: Colleague, heron: Colleague) -> Case:
    """Heron's, whose decision is written."""
    raised = otter.raises()
    heron.claims(raised)
    assert heron.starts_deciding(raised).fill(DECISION).submit().closed
    work.settle()
    return raised


def test_the_approver_reads_the_record_and_the_message_and_approves_from_the_note(
    work: Workplace, case: Case, otter: Colleague, heron: Colleague, badger: Colleague
) -> None:
    case.reads("In review, written by @Heron (specialist), approval asked of @Badger")
    assert not any("decided" in words for words in otter.was_told())
    message = str(DECISION["Message to the impacted party"])
    note = badger.is_told("Heron (specialist) has written a decision", message)
    badger.clicks(note, "Why me?")
    badger.is_answered("You were asked to approve the decision on ESC-1: first in the")
    badger.clicks(note, "Approve")
    form = badger.form(REVIEW)
    assert str(DECISION["Explanation"]) in form.text
    assert message in form.text
    assert form.submit().closed
    work.settle()

    case.reads("Decided by @Heron (specialist), approved by @Badger")
    otter.is_told("Your escalation is decided.")
    heron.is_told("has approved your decision: it stands now.")


def test_what_the_approver_wrote_stays_where_a_reminder_takes_the_place_of_their_note(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    form = whole_record(heron, heron.starts_deciding(case))
    by_mail = {**DECISION, "How they are told": "E-mail from Content Integrity"}
    assert form.fill(by_mail, SOON).submit().closed
    badger.clicks(badger.is_told("has written a decision"), "Approve")
    assert badger.form(REVIEW).fill({"Reason": "Well founded."}).submit().closed
    heron.is_told("has approved your decision: it stands now.")
    work.later(days=1)

    assert heron.to_press() == ["Mark communicated 1", "Snooze 1"]
    (line,) = [note for note in heron.notes() if "approved" in note]
    assert line.endswith(
        "@Badger (specialist) approved your decision: “Well founded.” There's a newer reminder "
        "further down."
    )


def test_sent_back_the_form_opens_with_what_was_written(
    work: Workplace, case: Case, heron: Colleague, badger: Colleague
) -> None:
    note = badger.is_told("has written a decision")
    badger.clicks(note, "Send back")
    form = badger.form(REVIEW)
    assert form.value("Your view") == "Send back: its owner changes it"
    assert "Say what is to be changed" in str(form.submit().errors)
    assert form.fill({"Reason": "Name the section <!channel>."}).submit().closed
    work.settle()

    back = heron.is_told("has sent your decision back", "Name the section <!channel>.")
    heron.clicks(back, "Decide")
    again = heron.form("Record the decision")
    assert "Name the section <!channel>." in again.text
    assert again.value("Explanation") == DECISION["Explanation"]
    assert again.fill({"Explanation": "Section 4.2: no experience behind it."}).submit().closed
    work.settle()
    case.reads("In review", "Section 4.2")


def test_by_mention_it_is_sent_back_and_approved_but_never_by_who_wrote_it(
    work: Workplace, case: Case, heron: Colleague, badger: Colleague, kestrel: Colleague
) -> None:
    heron.says("approve", case)
    heron.is_answered("Only one of its approvers, and never who wrote the decision, can approve")
    badger.says("sendback", case)
    badger.is_answered("Say what is to be changed, like `sendback name the section`")
    badger.says("sendback the date is wrong", case)
    badger.is_answered("is back with its owner.")
    case.reads("Decision sent back by @Badger", "the date is wrong")
    assert heron.starts_deciding(case).submit().closed
    work.settle()
    kestrel.says("approve", case)
    kestrel.is_answered("You approved the decision on ESC-1: it stands now.")
    case.reads("Decided by @Heron (specialist)")


def test_what_waits_for_somebody_s_approval_is_in_mine_and_on_their_home(
    work: Workplace, case: Case, badger: Colleague
) -> None:
    assert "Waits for your approval (1)" in badger.asks("mine")
    assert "Waits for your approval (1)" in badger.home().text


def test_who_does_not_answer_is_followed_by_the_next(
    work: Workplace, case: Case, badger: Colleague, kestrel: Colleague
) -> None:
    badger.is_told("has written a decision")
    work.passes(minutes=16)
    kestrel.is_told("has written a decision")
    case.reads("approval asked of @Kestrel")


def test_a_decision_on_a_case_that_changed_since_cannot_be_approved(
    work: Workplace, case: Case, heron: Colleague, badger: Colleague
) -> None:
    note = badger.is_told("has written a decision")
    heron.says("priority P2 it can wait", case)
    case.reads("P2 · Executive")
    badger.clicks(note, "Approve")
    form = badger.form(REVIEW)
    assert "The case has changed since this was written" in form.text
    form.fill({"Your view": "Approve: it stands as it is written"})
    assert "has changed since this decision was written" in str(form.submit())
