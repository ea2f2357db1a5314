"""What else can be said in a case's thread: to end it, to take it up again, to be left out of it."""

from __future__ import annotations

from tests.stories.people import Colleague
from tests.stories.workplace import Workplace


def test_a_case_is_withdrawn_and_reopened_in_one_line_each(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    first, case = otter.raises(), otter.raises("Acme again")
    otter.says("withdraw", case)
    assert otter.is_answered("Say why, like `withdraw it is solved`").buttons == ("Withdraw",)
    otter.says("withdraw my comment above, please", case)
    work.wait(lambda: len(otter.answers()) == 2, "a comment is no case: it gets the button too")
    otter.says("withdraw the order came after all", case)
    otter.is_answered("ESC-2 is closed: withdrawn.")
    case.reads("the order came after all")
    otter.says("reopen", case)
    assert otter.is_answered("Say why it is taken up again").buttons == ("Reopen",)
    otter.says("reopen: it was the wrong order", case)
    otter.is_answered("ESC-2 is open again")
    case.reads("Open")

    heron.claims(case)
    heron.says("withdraw duplicate of ESC-99", case)
    heron.is_answered("There is no ESC-99.")
    heron.says("withdraw duplicate of #1", case)
    heron.is_answered("ESC-2 is closed: merged into ESC-1.")
    case.reads("as a duplicate of ESC-1")
    assert "Open" in first.words


def test_a_decision_is_marked_communicated_by_a_word(otter: Colleague, heron: Colleague) -> None:
    case = otter.raises()
    heron.claims(case)
    heron.decides(case)
    heron.says("communicated, thanks!", case)
    heron.is_answered("ESC-1 is communicated and closed.")


def test_who_stands_back_says_why_or_gets_the_form(otter: Colleague, heron: Colleague) -> None:
    case = otter.raises()
    heron.says("stand back", case)
    answer = heron.is_answered("Say what the conflict is in the form")
    assert answer.buttons == ("Stand back",)
    heron.says("stand back I know the owner", case)
    heron.is_answered("You have stood back from ESC-1")
    case.reads("offered to @Badger (specialist)")


def test_snooze_brings_the_button_of_the_worst_that_one_is_reminded_of(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    heron.says("snooze", case)
    heron.is_answered("You haven't been reminded of ESC-1 yet, so there's nothing to snooze.")
    work.later(hours=9)
    heron.says("snooze", case)
    answer = heron.is_answered("Until when may ESC-1 wait, and why?")
    heron.clicks(answer, "Snooze")
    form = heron.form("Snooze").fill({"Why it can wait": "The court is closed."})
    assert form.submit().closed
    heron.says("snooze please", case)
    heron.is_answered("This reminder was snoozed before, and each can be snoozed once.")
