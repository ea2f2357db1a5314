"""The requester tells the customer: the words to copy, and I have told them."""

from __future__ import annotations

from dataclasses import replace
from threading import Barrier, Thread

import pytest

from bot.case.identifiers import EscalationId, UserId
from tests.stories.people import DECISION, Case, Colleague
from tests.stories.workplace import Workplace

ASKED = "Your escalation is decided. Upheld: the decision stands."
DECISION_WORDS = str(DECISION["Message to the impacted party"])


@pytest.fixture
def case(otter: Colleague, heron: Colleague) -> Case:
    found = otter.raises()
    heron.claims(found)
    return found


def joins(work: Workplace, colleague: Colleague) -> None:
    """Makes somebody a co-requester of the first case."""
    with work.bot.remembered.storage.begin() as remembered:
        case = remembered.escalations.get(EscalationId(1))
        assert case is not None
        joined = replace(case, co_requesters=(*case.co_requesters, UserId(colleague.id)))
        remembered.escalations.save(joined)


def test_who_raised_it_is_asked_reminded_and_marks_it_told_and_the_owner_hears(
    work: Workplace, case: Case, otter: Colleague, heron: Colleague
) -> None:
    heron.decides(case)
    asked = otter.is_told(ASKED, "Please tell the customer:", DECISION_WORDS)
    assert asked.buttons == ("I have told them",)

    work.later(days=1)
    reminded = otter.is_told("Please tell the customer what was decided", DECISION_WORDS)
    assert reminded.buttons == ("I have told them",)
    assert not any("has not been told yet" in note for note in heron.notes())

    otter.clicks(reminded, "I have told them")
    case.reads("Closed by @Otter (CSM)")
    otter.is_answered("Thank you. ESC-1 is closed.")
    heron.is_told("@Otter (CSM) has told the customer, so this is closed.")


def test_of_two_who_raised_it_the_second_is_told_that_the_first_was_quicker(
    work: Workplace, case: Case, otter: Colleague, vole: Colleague, heron: Colleague
) -> None:
    joins(work, vole)
    heron.decides(case)
    first, second = otter.is_told(ASKED), vole.is_told(ASKED)
    heron.decides(case, {**DECISION, "Explanation": "Corrected: nobody dealt with Acme."})
    otter.is_told("There's a corrected decision")

    vole.clicks(second, "I have told them")
    vole.is_answered("The decision on ESC-1 has been corrected since. The newer note has the words")
    newer = vole.is_told("There's a corrected decision")
    vole.clicks(newer, "I have told them")
    case.reads("Closed by ")
    otter.is_told("Closed: the impacted party has been told.")
    assert "has been told" not in " ".join(otter.was_told()), "their note of the decision says so"
    otter.clicks(first, "I have told them", force=True)
    otter.is_answered("told the customer already, and ESC-1 is closed.")


def test_of_two_who_say_at_once_that_they_have_told_the_customer_one_has(
    work: Workplace, case: Case, otter: Colleague, vole: Colleague, heron: Colleague
) -> None:
    joins(work, vole)
    heron.decides(case)
    notes = [who.is_told("Please tell the customer:") for who in (otter, vole)]
    work.settle()
    together = Barrier(2)

    def press(who: Colleague, at: int) -> None:
        together.wait()
        who.clicks(notes[at], "I have told them", force=True)

    both = [Thread(target=press, args=(who, at)) for at, who in enumerate((otter, vole))]
    for one in both:
        one.start()
    for one in both:
        one.join()
    case.reads("Closed by")
    work.settle()

    answers = [*otter.answers(), *vole.answers()]
    assert sorted("already" in answer for answer in answers) == [False, True], answers
    heron.is_told("has told the customer, so this is closed.")
    assert sum("has told the customer" in note for note in heron.notes()) == 1
    assert otter.to_press() == vole.to_press() == []
