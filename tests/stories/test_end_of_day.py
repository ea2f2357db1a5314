"""The end of an office's day: an urgent case goes on to an office that is awake."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.stories.people import Case, Colleague
from tests.stories.workplace import Workplace

WEEK = '{ mon = ["09:00-17:00"], tue = ["09:00-17:00"], wed = ["09:00-17:00"], thu = ["09:00-17:00"], fri = ["09:00-17:00"] }'
OFFICES = f"""
[workspace]
managers = ["S0MANAGERS"]
timezone = "Europe/Copenhagen"

[offices.copenhagen]
timezone = "Europe/Copenhagen"
hours = {WEEK}

[offices.melbourne]
timezone = "Australia/Melbourne"
hours = {WEEK}

[offices.new-york]
timezone = "America/New_York"
hours = {WEEK}

[queues.executive]
channel = "C0EXEC"
office = "copenhagen"
kinds = ["executive", "other"]

[[queues.executive.rotation]]
user = "U0HERON"
office = "copenhagen"

[[queues.executive.rotation]]
user = "U0KESTREL"
office = "melbourne"

[[queues.executive.rotation]]
user = "U0BADGER"
office = "OFFICE"

[sla.executive]
P1 = {{ first_response = "30m", resolution = "5d", clock = "24x7" }}
P2 = {{ first_response = "2h", resolution = "2d", clock = "office" }}
P3 = {{ first_response = "4h", resolution = "5d", clock = "office" }}
"""
CLOSING = "Your office closes Mar 2, 2026 at 17:00, and this P1 counts all hours."


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.fixture
def start() -> datetime:
    """Ten on a Monday in Copenhagen."""
    return utc(2026, 3, 2, 9, 0)


@pytest.fixture
def policy() -> str:
    return OFFICES.replace("OFFICE", "new-york")


@pytest.fixture
def case(otter: Colleague, heron: Colleague) -> Case:
    """Heron's, urgent."""
    raised = otter.raises()
    heron.claims(raised)
    return raised


def asked(person: Colleague) -> list[str]:
    return [line for line in person.was_told() if "Your office closes" in line]


def test_its_owner_hands_it_to_somebody_who_is_in_with_one_button(
    work: Workplace, case: Case, heron: Colleague, badger: Colleague, kestrel: Colleague
) -> None:
    work.until(utc(2026, 3, 2, 15, 29))
    assert asked(heron) == []
    work.until(utc(2026, 3, 2, 15, 30, 1))
    note = heron.is_told(CLOSING, "Please hand it over to somebody who works then")
    assert "@Badger (specialist)" in work.read(note), "it is half past ten in New York"
    assert "@Kestrel (specialist)" not in work.read(note), "and the middle of the night there"
    heron.clicks(note, "Hand over")
    form = heron.form("Hand over")
    assert form.fill({"Note": "They call back at six."}).submit().closed
    badger.is_told("@Heron (specialist) asks you to take this over.", "They call back at six.")
    badger.claims(case)
    badger.sees_whole(case, "Handed over by @Heron (specialist): They call back at six.")
    work.until(utc(2026, 3, 2, 21, 30, 1))
    badger.is_told("Your office closes", "@Kestrel (specialist)")  # in Melbourne it is nine


def test_while_it_stays_theirs_they_are_asked_each_day(
    work: Workplace, case: Case, heron: Colleague
) -> None:
    for day in (2, 3):
        work.until(utc(2026, 3, day, 15, 30, 1))
    assert len(asked(heron)) == 2


def test_what_is_handed_over_by_then_or_waits_is_not_asked_about(
    work: Workplace, case: Case, heron: Colleague, badger: Colleague
) -> None:
    heron.hands_over(case, badger)
    work.until(utc(2026, 3, 2, 15, 30, 1))
    assert asked(heron) == []


def test_what_can_wait_for_the_morning_is_not_asked_about(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    heron.claims(otter.raises(Priority="P2: today"))
    work.until(utc(2026, 3, 2, 15, 30, 1))
    assert asked(heron) == []


@pytest.mark.parametrize("policy", [OFFICES.replace("OFFICE", "copenhagen")])
def test_where_nobody_is_in_it_says_so_and_to_nobody_else(
    work: Workplace, case: Case, heron: Colleague, badger: Colleague, owl: Colleague
) -> None:
    work.until(utc(2026, 3, 2, 15, 30, 1))
    heron.is_told(CLOSING, "Nobody else in the queue works then")
    assert asked(badger) == asked(owl) == []
