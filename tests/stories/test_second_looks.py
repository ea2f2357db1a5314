"""A second look: asked of another specialist, given blind, and both sides shown where they differ."""

from __future__ import annotations

import pytest

from tests.stories.conftest import POLICY
from tests.stories.people import DECISION, Case, Colleague
from tests.stories.workplace import SOON, Workplace

QUALITY = """
[quality]
second_look = 1.0

[feedback.tech]
channel = "C0TECH"
owner = "U0FINCH"
"""
REVERSED = "Reversed: the decision is undone"


@pytest.fixture
def policy() -> str:
    return POLICY + QUALITY


@pytest.fixture
def case(work: Workplace, otter: Colleague, heron: Colleague) -> Case:
    """Heron's, who has decided it."""
    raised = otter.raises()
    heron.claims(raised)
    heron.decides(raised)
    work.settle()
    return raised


def test_a_case_is_judged_without_its_decision_and_a_difference_shows_both_sides(
    work: Workplace, case: Case, heron: Colleague, badger: Colleague, owl: Colleague
) -> None:
    note = badger.is_told("Would you take a minute for a second look?", case.reference)
    assert note.buttons == ("Judge it", "Snooze until tomorrow", "I know the decision")
    badger.clicks(note, "Judge it")
    form = badger.form("Second look")
    for decided in (str(DECISION["Explanation"]), str(DECISION["Message to the impacted party"])):
        assert decided not in work.read(note)
        assert decided not in form.text
    assert "Since the rebrand 212 reviews are hidden." in form.text
    assert set(form.submit().errors or ()) == {"Outcome", "Ground"}
    form.fill(
        {
            "Outcome": REVERSED,
            "Ground": DECISION["Ground"],
            "In a sentence": "They <!here> had orders.",
        }
    )
    assert form.submit().closed
    work.settle()
    assert "you have judged it. Thank you." in badger.notes()[-1]

    for told in (heron, owl):
        both = told.is_told("judged this case without seeing the decision", case.reference)
        read = work.read(both)
        assert "Decided by @Heron (specialist)" in read
        assert "Upheld: the decision stands" in read
        assert "Second look by @Badger" in read
        assert REVERSED in read
        assert "“They <!here> had orders.”" in read
        assert {"Give feedback", "Leave it as it is"} <= set(both.buttons)
    owl.clicks(owl.is_told("judged this case without"), "Leave it as it is")
    owl.is_answered(f"The decision on {case.reference} stays as it is.")
    work.settle()
    for told in (heron, owl):
        told.is_told(f"Second look at {case.reference}: @Owl (manager) left the decision as it is.")
    assert "second look given: Reversed" in heron.asks(f"show {case.reference}")


def test_a_second_look_is_put_off_and_passed_on(
    work: Workplace, case: Case, badger: Colleague, kestrel: Colleague
) -> None:
    note = badger.is_told("Would you take a minute for a second look?")
    badger.clicks(note, "Snooze until tomorrow")
    badger.is_answered("It comes back Tue")
    work.settle()
    badger.is_told("it comes back on your next working day.")
    work.passes(days=1)
    again = badger.is_told("Would you take a minute for a second look?", after=note)
    badger.clicks(again, "I know the decision")
    badger.is_answered("It goes to somebody else.")
    work.passes(minutes=1)

    kestrel.is_told("Would you take a minute for a second look?", case.reference)


def test_what_came_of_a_press_shows_in_mine_at_once(
    work: Workplace, case: Case, badger: Colleague
) -> None:
    badger.is_told("Would you take a minute for a second look?")
    badger.asks("mine")
    seen = badger.person.ephemerals()[-1]

    badger.clicks(seen, "Snooze until tomorrow")
    drawn = badger.is_answered("It comes back", "Second look (1)", "You've put it off until")
    assert drawn.ts == seen.ts, "in its place"

    badger.clicks(drawn, "Judge it")
    form = badger.form("Second look")
    form.fill({"Outcome": "Upheld: the decision stands", "Ground": DECISION["Ground"]})
    assert form.submit().closed
    work.wait(
        lambda: "Second look" not in work.read(badger.person.ephemerals()[-1]), "it stands there"
    )


def test_a_second_look_stands_in_mine_and_on_home_and_is_given_from_there(
    work: Workplace, case: Case, heron: Colleague, badger: Colleague
) -> None:
    badger.is_told("Would you take a minute for a second look?")
    listed = badger.asks("mine")
    assert "Second look (1)" in listed
    assert str(DECISION["Explanation"]) not in listed
    assert "Second look" not in heron.asks("mine")
    home = badger.home().wait_for(lambda h: "# Second look (1)" in h.text, SOON)
    assert "Judge it without looking up how it was decided" in home.text
    assert str(DECISION["Explanation"]) not in home.text

    badger.clicks(home, "Snooze until tomorrow")
    home.wait_for(lambda h: "You've put it off until" in h.text, SOON)
    badger.clicks(home, "Judge it")
    form = badger.form("Second look")
    form.fill({"Outcome": "Upheld: the decision stands", "Ground": DECISION["Ground"]})
    assert form.submit().closed

    home.wait_for(lambda h: "Second look" not in h.text, SOON)
    assert "Second look" not in badger.asks("mine")
