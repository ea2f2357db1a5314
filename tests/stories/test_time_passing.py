"""Offers that lapse, reminders, breaches: what time brings, and what it no longer brings."""

from __future__ import annotations

import pytest

from tests.stories.conftest import POLICY
from tests.stories.people import DECISION, Case, Colleague
from tests.stories.workplace import Workplace

ALONE = POLICY.replace(
    '[[queues.executive.rotation]]\nuser = "U0BADGER"\noffice = "copenhagen"', ""
)
ALONE = ALONE.replace(
    '[[queues.executive.rotation]]\nuser = "U0KESTREL"\noffice = "copenhagen"', ""
)

COUNTED = "(counted around the clock)"


def about_time(person: Colleague) -> list[str]:
    """The notes that time brought."""
    words = ("used", "is late", "missed", "longer", "has not been told")
    return [line for line in person.was_told() if any(w in line for w in words)]


def test_an_offer_nobody_claims_goes_to_the_next_and_stays_there_after_the_breach(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    heron.is_told("This is offered to you")
    work.later(minutes=15)
    case.reads("offered to @Badger (specialist)")
    badger.is_told("This is offered to you", "First response due Mar 2, 2026 at 10:00")
    work.later(minutes=9)
    assert about_time(badger) == [
        f"80 % of the time for the first response is used. It's due Mar 2, 2026 at 10:00 {COUNTED}."
    ]
    work.later(minutes=6, seconds=2)
    case.reads("offered to @Badger (specialist)", "Late · First response was due Mar 2, 2026")
    # Badger reads it in London's time.
    assert about_time(badger)[1:] == [
        f"The first response is late: it was due Mar 2, 2026 at 10:00 {COUNTED}."
    ]
    missed = f"The first response is late: it was due Mar 2, 2026 at 11:00 {COUNTED}."
    assert about_time(owl) == [f"{missed} It's offered to @Badger (specialist)."]
    work.later(hours=1)
    assert len(about_time(badger)) == 2
    assert about_time(heron) == [], "Heron was never reminded: it went to Badger"
    badger.claims(case)
    heron.sees_whole(case, "First response done late Mar 2, 2026", "was due Mar 2, 2026 at 11:00")


@pytest.mark.parametrize("policy", [ALONE])
def test_with_nobody_else_the_offer_stays_and_its_holder_is_reminded(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    due = f"It's due Mar 2, 2026 at 11:00 {COUNTED}."
    work.later(minutes=15)
    assert about_time(heron) == [f"Half of the time for the first response is used. {due}"]
    work.later(minutes=9)
    assert about_time(heron)[1:] == [f"80 % of the time for the first response is used. {due}"]
    work.later(minutes=7)
    assert about_time(heron)[2:] == [
        f"The first response is late: it was due Mar 2, 2026 at 11:00 {COUNTED}."
    ]
    assert len(about_time(owl)) == 1
    heron.clicks(heron.is_told("is late"), "Claim")
    case.reads("by @Heron (specialist)")


@pytest.mark.parametrize("policy", [ALONE])
def test_if_nobody_can_take_it_the_managers_are_told_why_and_it_is_offered_when_somebody_can(
    work: Workplace, heron: Colleague, owl: Colleague, otter: Colleague
) -> None:
    case = heron.raises()
    case.reads("nobody on the rotation can take it now")
    note = owl.is_told(
        "Nobody on the rotation can be offered this P1.", "• @Heron (specialist) raised it"
    )
    owl.clicks(note, "Claim")
    case.reads("by @Owl (manager)")


def test_the_resolution_is_reminded_of_at_half_at_four_fifths_and_on_the_breach(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    due = "Mar 2, 2026 at 18:30"
    overdue = f"The resolution is late: it was due {due} {COUNTED}."
    work.later(hours=4)
    assert about_time(heron) == [
        f"Half of the time for the resolution is used. It's due {due} {COUNTED}."
    ]
    assert "[Decide]" in heron.notes()[-1]
    work.later(hours=2, minutes=1)
    heron.is_told("Your office closes Mar 2, 2026 at 17:00, and this P1 counts all hours.")
    work.later(minutes=23)
    assert len(about_time(heron)) == 1, "they have just heard of it"
    used = f"80 % of the time for the resolution is used. It's due {due} {COUNTED}."
    assert used in heron.notes()[-1]
    assert about_time(owl) == about_time(otter) == []
    work.later(hours=1, minutes=36, seconds=2)
    assert about_time(heron)[1:] == [overdue]
    assert about_time(owl) == [f"{overdue} It's with @Heron (specialist)."]
    assert about_time(otter) == [
        f"This takes longer than promised: it was due {due}. @Heron (specialist) has it."
    ]
    heron.decides(case)
    heron.sees_whole(case, "Resolution done late Mar 2, 2026")


def test_what_is_done_at_the_last_moment_is_in_time(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    work.later(minutes=29, seconds=50)
    heron.claims(case)
    heron.sees_whole(case, "First response met")
    work.later(minutes=5)
    assert about_time(owl) == []


def test_nobody_is_reminded_of_what_is_no_longer_so(
    work: Workplace, otter: Colleague, vole: Colleague, heron: Colleague, owl: Colleague
) -> None:
    decided, withdrawn = otter.raises(), vole.raises("Beta: rating dropped")
    heron.claims(decided)
    heron.decides(decided)
    heron.marks_communicated(decided)
    vole.withdraws(withdrawn)
    withdrawn.reads("Closed")
    for _ in range(10):
        work.later(hours=1)
    for person in (heron, owl, otter, vole):
        assert about_time(person) == []


def test_a_reminder_held_up_on_its_way_is_dropped_if_it_is_no_longer_so(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    work.slack.wait_until_quiet()
    work.settle()
    work.slack.trouble.rate_limited("chat.postMessage", 1, retry_after=4)
    work.passes(hours=4)
    work.slack.wait_for_call("chat.postMessage", lambda call: call.status == 429)
    heron.decides(case)
    work.settle()
    assert about_time(heron) == []


def test_the_owner_is_reminded_each_working_day_until_the_decision_is_communicated(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    heron.decides(case, {**DECISION, "How they are told": "E-mail from Content Integrity"})
    words = "This is decided, and the impacted party has not been told yet."
    for day in (1, 2, 3, 4):
        work.later(days=1)
        assert about_time(heron) == [words] * day
    work.later(days=2)
    assert len(about_time(heron)) == 4, "the office is closed on Saturday and Sunday"
    work.later(days=1)
    assert about_time(heron) == [words] * 5
    assert heron.to_press() == ["Mark communicated 1", "Snooze 1"], "of the last alone"
    heron.clicks(heron.person.dms()[-1], "Mark communicated")
    case.reads("Closed")
    work.later(days=1)
    assert len(about_time(heron)) == 5


def test_after_a_standstill_a_reminder_whose_time_is_over_is_left_out(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case: Case = otter.raises()
    heron.claims(case)
    work.later(hours=9)
    assert about_time(heron) == [
        f"The resolution is late: it was due Mar 2, 2026 at 18:30 {COUNTED}."
    ]
    assert len(about_time(owl)) == 1
