"""Waiting: the case rests until its date, or until somebody takes it up, and its time stands still."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.stories.people import WAITING, Case, Colleague
from tests.stories.workplace import Workplace

TUESDAY = "Mar 3, 2026 at 09:00"
"""When Copenhagen's office opens on the day after the stories begin."""


@pytest.fixture
def case(otter: Colleague, heron: Colleague) -> Case:
    """Heron's."""
    raised = otter.raises()
    heron.claims(raised)
    return raised


def test_the_form_proposes_the_next_opening_and_the_case_comes_back_by_itself(
    work: Workplace, case: Case, otter: Colleague, heron: Colleague
) -> None:
    due = "Resolution due Mar 2, 2026 at 18:30"
    case.reads(due)
    heron.clicks(case, "Wait")
    form = heron.form("Have it wait")
    assert form.value("Expected back") == int(datetime(2026, 3, 3, 8, tzinfo=UTC).timestamp())
    assert form.fill(WAITING).submit().closed
    case.reads(
        "Waiting",
        f"Until {TUESDAY}: The invoice of March & April.",
    )
    heron.sees_whole(case, "Resolution paused while it waits")
    otter.is_told(
        f"Your escalation waits on the customer until {TUESDAY}.",
        "> The invoice of March & April.",
        "If you know the answer, write it in the thread",
    )
    work.later(hours=22, minutes=31)

    case.reads("Claimed")
    heron.sees_whole(case, "Waited so far: the customer 22 h")
    assert "Waiting" not in case.words
    assert due not in case.words, "the time it waited is not counted"
    note = heron.is_told("The wait is over: its date has come, and it's with you again.")
    assert not any("late" in words or "used" in words for words in heron.notes())
    heron.clicks(note, "Decide")
    heron.form("Record the decision")


def test_what_is_wrong_lands_at_its_field_and_what_was_typed_stays(
    case: Case, heron: Colleague
) -> None:
    past = datetime(2026, 3, 2, 9, tzinfo=UTC)
    result = heron.has_wait(case, Expected_back=past)
    assert result.errors == {
        "Expected back": "That's already past. Say when their answer is expected."
    }
    form = heron.form("Have it wait")
    assert form.value("What was asked") == WAITING["What was asked"]
    form.fill({"Expected back": datetime(2026, 3, 4, 13, 30, tzinfo=UTC), "On whom": "Legal"})
    assert form.submit().closed
    case.reads("Waiting on Legal", "Until Mar 4, 2026 at 14:30")


def test_a_mention_has_it_wait_and_a_mention_resumes_it(
    work: Workplace, case: Case, heron: Colleague, badger: Colleague
) -> None:
    heron.says("wait customer until tomorrow for the invoice & the order", case)
    heron.is_answered(f"ESC-1 waits on the customer until {TUESDAY}.")
    case.reads(f"Until {TUESDAY}: the invoice & the order")
    badger.says("resume", case)
    badger.is_answered("Only its owner or a manager can resume it (ESC-1).")
    heron.says("resume", case)
    heron.is_answered("ESC-1 no longer waits.")
    case.reads("Claimed")
    history = heron.asks("show ESC-1")
    assert f"set to wait on the customer until {TUESDAY} by @Heron (specialist)" in history
    assert "wait ended by @Heron (specialist)" in history
    work.later(days=1)
    assert not any("The wait is over" in words for words in heron.notes())


@pytest.mark.parametrize(
    ("typed", "until", "on", "asked"),
    [
        (
            "wait on legal for an opinion until 4 mar 14:00",
            "4, 2026 at 14:00",
            "Legal",
            "an opinion",
        ),
        (
            "wait for the customer until tuesday: the contract",
            "3, 2026 at 09:00",
            "the customer",
            "the contract",
        ),
        (
            "Wait vendor until 2026-03-04 they check the logs",
            "4, 2026 at 09:00",
            "the vendor",
            "they check the logs",
        ),
        (
            "wait another team in 2 hours for @Badger's fix",
            "2, 2026 at 12:30",
            "another team",
            "@Badger",
        ),
    ],
)
def test_a_mention_is_read_as_people_type_it(
    case: Case, heron: Colleague, typed: str, until: str, on: str, asked: str
) -> None:
    heron.says(typed, case)
    heron.is_answered(f"ESC-1 waits on {on} until Mar {until}.")
    case.reads(f"Waiting on {on}", f"Until Mar {until}: {asked}")


WHOM = "Say on whom it waits (customer, consumer, requester, legal, vendor, team)"
LIKE = "like `wait customer until tomorrow for the invoice`, or use the form."


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("wait until tomorrow", f"{WHOM} and what was asked of them, {LIKE}"),
        ("WAIT: until tomorrow, please", "Say on whom it waits"),
        ("wait until tomorrow for an answer", "Say on whom it waits"),
        ("wait customer until tomorrow", f"Say what was asked of them, {LIKE}"),
        ("wait customer for the invoice", f"Say until when, {LIKE}"),
        ("wait", "what was asked of them and until when"),
        ("wait customer until tomorrow 14 for the invoice", "I can't read a time in '14 for"),
        ("wait customer until tomorow-ish for it", "I can't read a date in"),
        ("wait customer until tomorrow at 25:00 for it", "There is no 25:00"),
        ("wait customer until 01/02 for the invoice", "01/02 could be two dates"),
        ("wait customer until 2026-03-01 for the invoice", "That's already past."),
    ],
)
def test_what_a_mention_lacks_is_said_in_a_sentence_with_the_way_to_the_form(
    case: Case, heron: Colleague, typed: str, words: str
) -> None:
    heron.says(typed, case)
    answer = heron.is_answered(words)
    heron.clicks(answer, "Wait")
    assert heron.form("Have it wait").fill(WAITING).submit().closed
    case.reads("Waiting")


def test_who_may_not_have_it_wait_is_told_so_and_offered_no_form(
    case: Case, badger: Colleague
) -> None:
    badger.says("wait until tomorrow", case)
    answer = badger.is_answered("Only its owner or a manager can have it wait (ESC-1).")
    assert answer.buttons == ()


def test_the_resume_button_takes_it_up_and_a_stale_wait_is_refused(
    case: Case, heron: Colleague, owl: Colleague
) -> None:
    stale = case.card
    assert heron.has_wait(case).closed
    case.reads("Waiting")
    owl.clicks(stale, "Wait", force=True)
    owl.is_answered(
        "ESC-1 waits on the customer, claimed by Heron (specialist), so you can't have it wait now."
    )
    owl.clicks(case, "Resume")
    case.reads("Claimed")


def test_what_the_requester_writes_while_it_waits_on_another_is_quoted_with_resume(
    case: Case, heron: Colleague, otter: Colleague
) -> None:
    heron.says("wait legal until tomorrow kl 14 for an opinion", case)
    heron.is_answered("ESC-1 waits on Legal until Mar 3, 2026 at 14:00.")
    otter.is_told("If you know more, write it in the thread: its owner gets to read it.")
    otter.person.say(case.root.channel, "Any news? No hurry.", case.root)
    note = heron.is_told(
        "@Otter (CSM) has written while this waits on Legal:", "> Any news? No hurry."
    )
    case.reads("Waiting")
    heron.clicks(note, "Resume")
    case.reads("Claimed")
