"""When a reminder is worth a new message, though one of the same case lies there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.case.identifiers import EscalationId
from bot.casework.pinging import needs_ping, together
from bot.notices import Nudge, Reminders
from tests.support.factories import HERON, NOON, policy

HOUR = timedelta(hours=1)
POLICY = policy([HERON])


def told(*abouts: str, at: datetime = NOON, at_any_hour: bool = False) -> Reminders:
    nudges = (Nudge(EscalationId(1), a, 1, "", at_any_hour=at_any_hour) for a in abouts)
    return Reminders(HERON, tuple(nudges), at.isoformat())


@pytest.mark.parametrize("about", ["communication:daily", "resolution:again:2"])
def test_what_is_repeated_daily_is_not_heard_twice_within_hours(about: str) -> None:
    """Saturday's waits for nine on Monday, Monday's own is due at eleven."""
    monday = told(about.replace("again:2", "again:1"))

    assert not needs_ping(told(about, at=NOON + 2 * HOUR), monday, POLICY)
    assert needs_ping(told(about, at=NOON + 24 * HOUR), monday, POLICY)


def test_what_is_missed_around_the_clock_is_heard_each_time_the_policy_says() -> None:
    first = told("resolution:breach", at_any_hour=True)
    again = told("resolution:again:1", at=NOON + 2 * HOUR, at_any_hour=True)

    assert needs_ping(again, first, POLICY)


def test_what_has_come_further_is_heard_at_once() -> None:
    soon = NOON + HOUR / 4

    assert needs_ping(told("resolution:breach", at=soon), told("resolution:most"), POLICY)
    assert needs_ping(told("deadline:passed", at=soon), told("resolution:breach"), POLICY)


def test_what_is_less_bad_than_what_was_just_heard_is_not_heard() -> None:
    passed = told("deadline:passed")

    assert not needs_ping(told("update:most", at=NOON + HOUR / 2), passed, POLICY)
    assert needs_ping(told("update:most", at=NOON + 2 * HOUR), passed, POLICY)


def test_a_message_says_what_lay_there_and_what_came_since() -> None:
    both = together(
        told("resolution:breach", at=NOON + HOUR), told("resolution:most", "update:most")
    )

    assert [n.about for n in both.nudges] == ["update:most", "resolution:breach"]
    assert both.pinged_at == NOON.isoformat()
