"""Priorities: another one brings other targets, and keeps the time used so far."""

from __future__ import annotations

import pytest

from tests.stories.people import Case, Colleague
from tests.stories.workplace import Workplace


@pytest.fixture
def case(otter: Colleague, heron: Colleague) -> Case:
    """Heron's, of priority P1."""
    raised = otter.raises()
    heron.claims(raised)
    return raised


def test_the_card_s_menu_changes_it_and_everybody_concerned_is_told(
    work: Workplace, case: Case, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    work.later(hours=1)
    result = owl.chooses(
        case, "Change priority", "Change priority", Priority="P2", Reason="It is read by few."
    )
    assert result.closed
    case.reads("P2 · Executive", "Resolution due Mar 4, 2026 at 10:30")
    for person in (otter, heron):
        person.is_told("@Owl (manager) has made this P2.", "> It is read by few.")
    work.later(hours=8)
    assert not any("is late" in words for words in heron.notes()), "it has two days now"


def test_a_mention_changes_it_and_what_is_missing_leads_to_the_form(
    case: Case, heron: Colleague, badger: Colleague
) -> None:
    heron.says("priority P3", case)
    answer = heron.is_answered(
        "Say which priority and why, like `priority P1 the press has it`, or use the form."
    )
    heron.says("priority urgent the press has it", case)
    heron.is_answered("Choose P1, P2 or P3.")
    badger.says("priority P3 I think so", case)
    badger.is_answered("Only its owner or a manager can change its priority (ESC-1).")
    heron.clicks(answer, "Change priority")
    form = heron.form("Change priority")
    assert form.fill({"Priority": "P1", "Reason": "So"}).submit().errors == {
        "Priority": "It's P1 already."
    }
    form.close()
    heron.says("priority p3 because they wait for <us> & not we for them", case)
    heron.is_answered("ESC-1 is P3 now.")
    case.reads("P3 · Executive")
