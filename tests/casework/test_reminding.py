"""Reminding people: in their hours, many things at once, once after a time away, snoozed once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.case.identifiers import RequestKey, UserId
from bot.casework.case_view import view
from bot.casework.reminding import is_still_so, kept_for_later
from bot.due.timers import run_due
from bot.notices import Nudge, Reminders
from bot.policy import Policy
from bot.reminders.timers import PlannedNudge
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    EVERYBODY,
    HERON,
    STORK,
    WREN,
    Hand,
    claimed,
    member,
    open_one,
    person,
    policy,
    settle,
    timeline,
    utc,
)
from tests.support.looking import Ear
from tests.support.offices import office_policy

FRIDAY = utc("2026-03-06T08:00")
"""Nine o'clock in Copenhagen."""
MONDAY = FRIDAY + timedelta(days=3)
TUESDAY = MONDAY + timedelta(days=1)
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
KEY = RequestKey("put_off:1")
HALF = "resolution:half"


def in_offices(storage: DatabaseStorage, plain: Policy | None = None) -> DatabaseStorage:
    """Heron sits in Copenhagen; the manager works from nine to five in Denver's time zone."""
    known = [person(u) for u in EVERYBODY if u != STORK]
    people = [*known, person(STORK, timezone="America/Denver")]
    settle(storage, plain or office_policy((HERON, "copenhagen")), people)
    return storage


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    return in_offices(storage)


def reminder_stands(storage: DatabaseStorage, notice: Reminders, now: datetime) -> bool:
    """Whether the first of a message's reminders is still so."""
    first = notice.nudges[0]
    with storage.read() as work:
        escalation = work.escalations.peek(first.escalation_id)
        assert escalation is not None
        return is_still_so(first, notice.to, view(work, escalation), now)


def each_quarter(storage: DatabaseStorage, ear: Ear, since: datetime, until: datetime) -> list[str]:
    """What is said between two instants, with the instant before it."""
    said, at = [], since
    while at <= until:
        run_due(storage, at)
        said += [f"{at:%a %H:%M} {line}" for line in ear.said(storage, at)]
        at += 15 * MINUTE
    return said


# When.


def test_reminders_of_office_targets_come_in_the_holders_hours(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = claimed(storage, FRIDAY + 6 * HOUR, "P2")
    said = each_quarter(storage, ear, FRIDAY + 6 * HOUR, TUESDAY + 7 * HOUR)
    # An update is due after eight hours, the resolution after sixteen.
    assert said == [
        f"Mon 12:30 U0HERON {esc} update:most",
        f"Mon 14:00 U0HERON {esc} resolution:half",
        f"Mon 14:15 U0HERON {esc} update:breach",
        f"Mon 15:00 U0STORK {esc} update:breach",
        f"Tue 08:00 U0HERON {esc} update:again:1",
        f"Tue 11:00 U0HERON {esc} resolution:most",
        f"Tue 14:00 U0HERON {esc} update:again:2",
        f"Tue 14:15 U0HERON {esc} resolution:breach",
        f"Tue 15:00 U0STORK {esc} resolution:breach, {esc} update:again:2",
    ]


def test_a_manager_is_told_of_a_breach_in_their_own_hours(
    storage: DatabaseStorage, ear: Ear, heron: Hand
) -> None:
    esc = claimed(storage, MONDAY)
    heron.write(esc, MONDAY + 4 * HOUR)
    heron.write(esc, MONDAY + 8 * HOUR)
    due = MONDAY + 8 * HOUR + SECOND
    run_due(storage, due)
    # It is 17:00 in Copenhagen, where Heron has gone home, and ten in the morning in Denver.
    assert ear.said(storage, due) == [f"U0STORK {esc} resolution:breach"]
    run_due(storage, TUESDAY)
    assert ear.said(storage, TUESDAY) == [f"U0HERON {esc} resolution:breach"]


def test_targets_of_all_hours_are_said_at_any_hour(
    storage: DatabaseStorage, ear: Ear, engine: Engine
) -> None:
    in_offices(storage, policy([member(HERON)]))
    saturday = FRIDAY + timedelta(days=1, hours=12)
    esc = claimed(storage, saturday)
    run_due(storage, saturday + 4 * HOUR)
    assert ear.said(storage, saturday + 4 * HOUR) == [f"U0HERON {esc} {HALF}"]
    run_due(storage, saturday + 8 * HOUR + SECOND)
    assert len(ear.said(storage, saturday + 8 * HOUR + SECOND)) == 2


def test_who_is_to_be_told_that_it_waits_is_told_once_a_working_day(
    storage: DatabaseStorage, ear: Ear, heron: Hand
) -> None:
    esc = claimed(storage, FRIDAY)
    heron.decide(esc, FRIDAY + 6 * HOUR, told_through="email")
    said = each_quarter(storage, ear, FRIDAY + 6 * HOUR, MONDAY + timedelta(days=3))
    assert said == [
        f"{day} 08:00 U0HERON {esc} communication:daily" for day in ("Mon", "Tue", "Wed", "Thu")
    ]


# Gathered.


def test_what_is_said_of_two_cases_at_one_moment_is_a_message_each(
    storage: DatabaseStorage, ear: Ear
) -> None:
    first, second = claimed(storage, MONDAY, "P3"), claimed(storage, MONDAY, "P3")
    at = MONDAY + timedelta(days=2, hours=4)
    run_due(storage, at)
    assert ear.said(storage, at) == [f"U0HERON {first} {HALF}", f"U0HERON {second} {HALF}"]


def test_each_person_has_a_message_of_their_own(storage: DatabaseStorage, ear: Ear) -> None:
    in_offices(storage, office_policy((HERON, "copenhagen"), (CRANE, "hamburg")))
    first, second = (open_one(storage, now=MONDAY, priority="P3") for _ in range(2))
    Hand(storage, HERON).claim(first, MONDAY)
    Hand(storage, CRANE).claim(second, MONDAY)
    at = MONDAY + timedelta(days=2, hours=4)
    run_due(storage, at)
    assert ear.said(storage, at) == [f"U0HERON {first} {HALF}", f"U0CRANE {second} {HALF}"]


def test_after_a_weekend_in_which_nothing_ran_there_is_one_message_a_case_on_monday(
    storage: DatabaseStorage, ear: Ear
) -> None:
    in_offices(storage, policy([member(HERON)]))
    cases = [claimed(storage, FRIDAY + n * HOUR) for n in range(3)]
    cases.append(claimed(storage, FRIDAY, "P3"))
    run_due(storage, MONDAY)
    *missed, week = cases
    told = [f"{esc} resolution:again:3" for esc in missed]
    assert sorted(ear.said(storage, MONDAY)) == [
        *(f"U0HERON {one}" for one in told),
        f"U0HERON {week} resolution:half",
        *(f"U0STORK {one}" for one in told),
    ]
    assert timeline(storage, cases[0]).count("target_missed") == 1
    run_due(storage, MONDAY + MINUTE)
    assert ear.reminders() == []


def test_after_a_morning_in_which_nothing_ran_there_is_one_message_a_case(
    storage: DatabaseStorage, ear: Ear
) -> None:
    """Things that became due at different times, and one that was planned for the morning."""
    first = claimed(storage, FRIDAY + 4 * HOUR)
    second = claimed(storage, FRIDAY + 5 * HOUR)
    noon = MONDAY + 4 * HOUR
    run_due(storage, noon)
    messages = [line for line in ear.said(storage, noon) if line.startswith("U0HERON")]
    assert [line.split()[1] for line in messages] == [str(first), str(second)]


# What is no longer so.


@pytest.mark.parametrize("end", ["decide", "release", "wait", "withdraw", "hand over"])
def test_nothing_is_said_of_what_is_no_longer_so(
    storage: DatabaseStorage, ear: Ear, heron: Hand, end: str
) -> None:
    in_offices(storage, office_policy((HERON, "copenhagen"), (CRANE, "hamburg")))
    esc = claimed(storage, MONDAY)
    half = MONDAY + 4 * HOUR
    run_due(storage, half)
    match end:
        case "decide":
            heron.decide(esc, half)
        case "release":
            heron.release(esc, half)
        case "wait":
            heron.wait(esc, half, TUESDAY)
        case "withdraw":
            Hand(storage, WREN).withdraw(esc, half)
        case _:
            heron.hand_over(esc, CRANE, half)
            Hand(storage, CRANE).claim(esc, half)
    assert ear.said(storage, half) == []


def test_an_update_that_was_given_is_not_asked_for(
    storage: DatabaseStorage, ear: Ear, heron: Hand
) -> None:
    esc = claimed(storage, MONDAY)
    soon = MONDAY + 3 * HOUR + 12 * MINUTE
    run_due(storage, soon)
    heron.write(esc, soon)
    assert ear.said(storage, soon) == []
    run_due(storage, MONDAY + 4 * HOUR + SECOND)
    assert "update" not in " ".join(ear.said(storage, MONDAY + 4 * HOUR + SECOND))
    next_one = soon + 3 * HOUR + 12 * MINUTE
    run_due(storage, next_one)
    assert f"{esc} update:most" in " ".join(ear.said(storage, next_one))


@pytest.mark.parametrize("who", [CRANE, STORK, WREN])
def test_only_the_owners_message_is_an_update(
    storage: DatabaseStorage, ear: Ear, who: UserId
) -> None:
    esc = claimed(storage, MONDAY)
    Hand(storage, who).write(esc, MONDAY + HOUR)
    soon = MONDAY + 3 * HOUR + 12 * MINUTE
    run_due(storage, soon)
    assert ear.said(storage, soon) == [f"U0HERON {esc} update:most"]


def test_managers_of_a_case_nobody_held_are_not_told_once_somebody_does(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = open_one(storage, HERON, MONDAY, priority="P3")
    half = MONDAY + timedelta(days=2, hours=4)
    run_due(storage, half)
    in_denver = half + 4 * HOUR
    run_due(storage, in_denver)
    assert f"{esc} {HALF}" in " ".join(ear.reminders())
    again = Nudge(esc, HALF, 1, half.isoformat(), as_manager=True)
    notice = Reminders(STORK, (again,))
    assert reminder_stands(storage, notice, in_denver)
    Hand(storage, STORK).claim(esc, in_denver)
    Hand(storage, STORK).release(esc, in_denver)
    assert reminder_stands(storage, notice, in_denver)
    settle(storage, office_policy((CRANE, "hamburg")))
    Hand(storage, CRANE).claim(esc, in_denver)
    assert not reminder_stands(storage, notice, in_denver)


# Put off: a message that waited for Slack into the night.


def test_a_message_that_could_not_be_sent_by_the_evening_comes_in_the_morning(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = claimed(storage, MONDAY)
    run_due(storage, MONDAY + 4 * HOUR)
    assert ear.said(storage, MONDAY + 11 * HOUR) == []
    run_due(storage, TUESDAY - SECOND)
    assert [line for line in ear.said(storage, TUESDAY) if line.startswith("U0HERON")] == []
    run_due(storage, TUESDAY)
    (message,) = [line for line in ear.said(storage, TUESDAY) if line.startswith("U0HERON")]
    assert f"{esc} resolution:breach" in message


def test_what_counts_all_hours_is_sent_and_only_the_rest_put_off(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc, night = claimed(storage, MONDAY), MONDAY + 11 * HOUR
    urgent = Nudge(esc, "deadline:4h", 7, MONDAY.isoformat(), at_any_hour=True)
    plain = Nudge(esc, HALF, 1, MONDAY.isoformat(), as_manager=True)
    with storage.begin() as work:
        assert kept_for_later(work, Reminders(HERON, (urgent, plain)), KEY, night) == Reminders(
            HERON, (urgent,)
        )
    with storage.read() as work:
        (planned,) = work.timers.of_kind(PlannedNudge)
    assert (planned.due_at, planned.wanted_at, str(planned.about)) == (TUESDAY, MONDAY, HALF)
    assert (planned.to, planned.run, planned.as_manager) == (HERON, 1, True)


def test_in_their_hours_a_message_is_whole(storage: DatabaseStorage) -> None:
    notice = Reminders(HERON, (Nudge(claimed(storage, MONDAY), HALF, 1, MONDAY.isoformat()),))
    with storage.begin() as work:
        assert kept_for_later(work, notice, KEY, MONDAY + HOUR) == notice
        assert work.timers.of_kind(PlannedNudge) == []
