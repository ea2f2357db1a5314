"""The end of an office's day: whose urgent cases are asked to be handed over, when, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.business_hours import WEEKDAYS
from bot.case.identifiers import EscalationId, UserId
from bot.case.priority import Priority
from bot.casework.day_ends import awake_then, plan_day_ends
from bot.due.timers import run_due
from bot.policy import ClockKind, Duration, Office, Policy, ServiceLevel
from bot.rotation.choice import Absence
from bot.verbs.settings.adopt_policy import adopt_policy
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    EGRET,
    HERON,
    STORK,
    WREN,
    Hand,
    case,
    open_one,
    settle,
    utc,
)
from tests.support.looking import Ear, timers
from tests.support.offices import OFFICES, office_levels, office_policy

MONDAY = utc("2026-03-16T08:00")
"""Nine o'clock in Copenhagen, where it closes at 16:00 UTC; Denver is open then."""
CLOSES = utc("2026-03-16T16:00")
ASKED = CLOSES - timedelta(minutes=30)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URGENT = ServiceLevel(Duration(seconds=1800), Duration(days=5), ClockKind.ROUND_THE_CLOCK)


def all_hours(*rotation: tuple[UserId, str], **fields: Any) -> Policy:
    """P1 counts all hours, the rest those of offices."""
    levels = office_levels() | {Priority.P1: URGENT}
    return office_policy(*rotation, levels=levels, **fields)


def apply(storage: DatabaseStorage, policy: Policy, now: datetime = MONDAY) -> None:
    settle(storage)
    with storage.begin() as work:
        adopt_policy(work, policy, STORK, now)


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    apply(storage, all_hours())
    return storage


def held(storage: DatabaseStorage, priority: str = "P1") -> EscalationId:
    esc = open_one(storage, now=MONDAY, priority=priority)
    Hand(storage, HERON).claim(esc, MONDAY)
    return esc


def asked(storage: DatabaseStorage, ear: Ear, at: datetime) -> list[str]:
    """Who was asked by then, as it is delivered at that moment."""
    run_due(storage, at)
    return [line for line in ear.said(storage, at) if "day_end" in line]


def test_half_an_hour_before_it_closes_the_owner_is_asked(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = held(storage)
    assert asked(storage, ear, ASKED - SECOND) == []
    assert asked(storage, ear, ASKED) == [f"U0HERON {esc} day_end:closing"]
    assert asked(storage, ear, ASKED + 29 * MINUTE) == []


def test_on_each_day_on_which_the_office_is_open(storage: DatabaseStorage, ear: Ear) -> None:
    """A Monday to Monday; the clocks change on the Sunday of another week."""
    held(storage)
    days = [n for n in range(8) if asked(storage, ear, ASKED + n * DAY)]
    assert days == [0, 1, 2, 3, 4, 7]


def test_across_a_change_of_clocks_it_is_half_past_four_there(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = held(storage)
    friday, monday = utc("2026-03-27T15:30"), utc("2026-03-30T14:30")
    said = [f"U0HERON {esc} day_end:closing"]
    run_due(storage, friday - HOUR)
    assert asked(storage, ear, friday) == said
    assert asked(storage, ear, monday - SECOND) == []
    assert asked(storage, ear, monday) == said


NOT_ASKED: dict[str, Callable[[DatabaseStorage, EscalationId], object]] = {
    "is no P1 any more": lambda s, e: Hand(s, HERON).change_priority(e, "P2", MONDAY + HOUR),
    "waits": lambda s, e: Hand(s, HERON).wait(e, MONDAY + HOUR, MONDAY + 3 * DAY),
    "is decided": lambda s, e: Hand(s, HERON).decide(e, MONDAY + HOUR),
    "is withdrawn": lambda s, e: Hand(s, WREN).withdraw(e, MONDAY + HOUR),
    "is being handed over": lambda s, e: Hand(s, HERON).hand_over(e, EGRET, MONDAY + HOUR),
    "is a manager's without an office": lambda s, e: (
        Hand(s, HERON).hand_over(e, STORK, MONDAY + HOUR),
        Hand(s, STORK).claim(e, MONDAY + HOUR),
    ),
}


@pytest.mark.parametrize("how", NOT_ASKED)
def test_nobody_is_asked_about_a_case_that(storage: DatabaseStorage, ear: Ear, how: str) -> None:
    esc = held(storage)
    NOT_ASKED[how](storage, esc)
    assert asked(storage, ear, ASKED) == []


@pytest.mark.parametrize("how", NOT_ASKED)
def test_nothing_is_said_that_is_no_longer_so(storage: DatabaseStorage, ear: Ear, how: str) -> None:
    esc = held(storage)
    run_due(storage, ASKED)
    NOT_ASKED[how](storage, esc)
    assert [line for line in ear.said(storage, ASKED) if "day_end" in line] == []


def test_once_the_office_is_closed_nobody_is_asked(storage: DatabaseStorage, ear: Ear) -> None:
    held(storage)
    assert asked(storage, ear, CLOSES) == [], "nothing ran until then"
    assert asked(storage, ear, ASKED + DAY) != []


@pytest.mark.parametrize("cover", [EGRET, None])
@pytest.mark.parametrize("went", [ASKED - HOUR, ASKED + SECOND])
def test_nobody_is_asked_in_place_of_an_owner_who_is_away(
    storage: DatabaseStorage, ear: Ear, cover: UserId | None, went: datetime
) -> None:
    """It is their office that closes; what they have was listed when they went."""
    held(storage)
    run_due(storage, went)
    Hand(storage, HERON).go_away(went, cover=cover)
    assert asked(storage, ear, ASKED + MINUTE) == []
    run_due(storage, ASKED + 2 * MINUTE)
    assert [line for line in ear.reminders() if "day_end" in line] == []


def test_a_case_claimed_or_made_urgent_late_in_the_day_is_asked_about_too(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = held(storage, "P2")
    Hand(storage, STORK).change_priority(esc, "P1", ASKED - MINUTE)
    assert asked(storage, ear, ASKED) == [f"U0HERON {esc} day_end:closing"]


def test_what_is_claimed_or_becomes_urgent_in_the_last_half_hour_is_asked_about_once(
    storage: DatabaseStorage, ear: Ear
) -> None:
    first, urgent = held(storage), held(storage, "P2")
    late = open_one(storage, now=ASKED - MINUTE, priority="P1")
    asked(storage, ear, ASKED - SECOND)
    assert asked(storage, ear, ASKED) == [f"U0HERON {first} day_end:closing"]
    Hand(storage, STORK).change_priority(urgent, "P1", ASKED + MINUTE)
    Hand(storage, HERON).claim(late, ASKED + 2 * MINUTE)
    assert asked(storage, ear, ASKED + 9 * MINUTE) == []
    both = [f"U0HERON {esc} day_end:closing" for esc in (urgent, late)]
    assert asked(storage, ear, ASKED + 10 * MINUTE) == both
    assert asked(storage, ear, ASKED + 20 * MINUTE) == []
    assert len(asked(storage, ear, ASKED + DAY)) == 3


def test_who_claims_at_the_very_end_knows_it_and_is_not_asked(
    storage: DatabaseStorage, ear: Ear
) -> None:
    late = open_one(storage, now=MONDAY, priority="P1")
    run_due(storage, ASKED + 21 * MINUTE)
    Hand(storage, HERON).claim(late, ASKED + 21 * MINUTE)
    assert asked(storage, ear, CLOSES - SECOND) == []


def test_a_bot_started_in_the_last_half_hour_asks_too(storage: DatabaseStorage, ear: Ear) -> None:
    esc = held(storage)
    assert asked(storage, ear, ASKED + 15 * MINUTE) == [f"U0HERON {esc} day_end:closing"]
    apply(storage, all_hours(), ASKED + 15 * MINUTE)
    assert asked(storage, ear, ASKED + 25 * MINUTE) == []


def test_who_took_it_over_is_asked_at_the_end_of_their_own_day(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = held(storage)
    Hand(storage, HERON).hand_over(esc, EGRET, ASKED)
    Hand(storage, EGRET).claim(esc, ASKED)
    assert asked(storage, ear, ASKED + MINUTE) == []
    in_denver = utc("2026-03-16T22:30")
    assert asked(storage, ear, in_denver) == [f"U0EGRET {esc} day_end:closing"]


def test_an_office_that_never_closes_never_asks(storage: DatabaseStorage, engine: Engine) -> None:
    always = replace(OFFICES["copenhagen"], hours=dict.fromkeys(WEEKDAYS, ("00:00-24:00",)))
    offices = {"copenhagen": replace(always, holidays="")}
    apply(storage, all_hours((HERON, "copenhagen"), offices=offices))
    assert [t for t in timers(engine) if t.startswith("day_end")] == []


SHORT_PAUSES = {
    "closes for a minute at midnight": ("00:00-23:59",),
    "closes for lunch alone": ("00:00-12:00", "13:00-24:00"),
}


@pytest.mark.parametrize("holidays", ["", "DK"])
@pytest.mark.parametrize("how", SHORT_PAUSES)
def test_an_office_that_has_only_short_pauses_never_asks(
    storage: DatabaseStorage, engine: Engine, how: str, holidays: str
) -> None:
    """Nor does it keep a policy from being put in force, nor the bot from starting."""
    hours = dict.fromkeys(WEEKDAYS, SHORT_PAUSES[how])
    offices = {"copenhagen": replace(OFFICES["copenhagen"], hours=hours, holidays=holidays)}
    apply(storage, all_hours((HERON, "copenhagen"), offices=offices))
    assert [t for t in timers(engine) if t.startswith("day_end")] == []


def test_a_lunch_break_is_no_end_of_the_day(storage: DatabaseStorage, ear: Ear) -> None:
    hours = dict.fromkeys(WEEKDAYS, ("09:00-12:00", "13:00-17:00"))
    offices = {"copenhagen": Office("copenhagen", "Europe/Copenhagen", hours=hours)}
    apply(storage, all_hours((HERON, "copenhagen"), offices=offices))
    esc = held(storage)
    assert asked(storage, ear, utc("2026-03-16T10:30")) == []
    assert asked(storage, ear, ASKED) == [f"U0HERON {esc} day_end:closing"]


def test_other_hours_ask_at_another_time_and_an_office_that_is_gone_no_more(
    storage: DatabaseStorage, engine: Engine, ear: Ear
) -> None:
    esc = held(storage)
    early = dict.fromkeys(WEEKDAYS, ("09:00-15:00",))
    offices = {"copenhagen": replace(OFFICES["copenhagen"], hours=early)}
    apply(storage, all_hours((HERON, "copenhagen"), offices=offices), MONDAY + HOUR)
    assert [t for t in timers(engine) if t.startswith("day_end")] == ["day_end copenhagen"]
    assert asked(storage, ear, ASKED - 2 * HOUR) == [f"U0HERON {esc} day_end:closing"]
    assert asked(storage, ear, ASKED) == []


def test_each_office_has_one_timer_however_often_it_is_planned(
    storage: DatabaseStorage, engine: Engine
) -> None:
    for n in range(3):
        with storage.begin() as work:
            policy = work.policies.current()
            assert policy is not None
            plan_day_ends(work, policy, MONDAY + n * HOUR)
        run_due(storage, MONDAY + n * DAY)
    planned = [t for t in timers(engine) if t.startswith("day_end")]
    assert sorted(planned) == sorted(f"day_end {office}" for office in OFFICES)


def candidates(storage: DatabaseStorage, esc: EscalationId) -> tuple[UserId, ...]:
    with storage.read() as work:
        return awake_then(work, case(storage, esc), CLOSES, ASKED)


def test_who_is_in_their_hours_then_is_named_whose_turn_is_next_first(
    storage: DatabaseStorage,
) -> None:
    esc = held(storage)
    assert candidates(storage, esc) == (EGRET,), "it is night in Melbourne"
    apply(storage, all_hours((HERON, "copenhagen"), (CRANE, "denver"), (EGRET, "london")))
    assert candidates(storage, esc) == (CRANE, EGRET)
    Hand(storage, CRANE).claim(open_one(storage, now=MONDAY), MONDAY)
    assert candidates(storage, esc) == (EGRET, CRANE)
    with storage.begin() as work:
        work.absences.begin(Absence(EGRET, MONDAY, None, EGRET))
    assert candidates(storage, esc) == (CRANE,)


def test_nobody_is_named_who_could_not_be_offered_it(storage: DatabaseStorage) -> None:
    esc = open_one(storage, EGRET, MONDAY)
    Hand(storage, HERON).claim(esc, MONDAY)
    assert candidates(storage, esc) == ()
