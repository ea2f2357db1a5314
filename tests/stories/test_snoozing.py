"""Snoozing: a reminder comes back later, once, and for a reason."""

from __future__ import annotations

import pytest

from tests.stories.people import Case, Colleague
from tests.stories.workplace import Workplace

HALF = "Half of the time for the resolution is used."


@pytest.fixture
def case(otter: Colleague, heron: Colleague) -> Case:
    """Heron's."""
    raised = otter.raises()
    heron.claims(raised)
    return raised


def _times(person: Colleague, words: str) -> int:
    return sum(words in line for line in person.notes())


def test_a_reminder_comes_back_once_when_it_was_asked_to(
    work: Workplace, case: Case, heron: Colleague
) -> None:
    work.later(hours=4)
    heron.clicks(heron.is_told(HALF), "Snooze")
    form = heron.form("Snooze")
    assert form.options("Remind me") == [
        "In 1 hour (Mon 15:30)",
        "In 4 hours (Mon 18:30)",
        "Next working day (Tue 09:00)",
    ]
    assert form.fill({"Why it can wait": " "}).submit(force=True).errors == {
        "Why it can wait": "Say why it can wait."
    }
    assert form.fill({"Why it can wait": "They call at three."}).submit().closed
    work.settle()
    assert "Snoozed until Mar 2, 2026 at 15:30." in heron.notes()[-1]
    work.later(minutes=59)
    assert _times(heron, HALF) == 0
    work.later(minutes=2)
    assert _times(heron, HALF) == 1
    again = heron.person.dms()[-1]
    assert again.buttons == ("Decide",), "what was snoozed once is not snoozed again"


def test_what_is_no_longer_so_does_not_come_back(
    work: Workplace, case: Case, heron: Colleague
) -> None:
    work.later(hours=4)
    heron.clicks(heron.is_told(HALF), "Snooze")
    form = heron.form("Snooze").fill({"Remind me": "In 4 hours", "Why it can wait": "A call."})
    assert form.submit().closed
    heron.decides(case)
    work.later(hours=5)
    assert _times(heron, HALF) == 0
