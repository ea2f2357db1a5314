"""Whose hours count, and how much of them passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.case.escalation import Escalation, HandOver, Offer
from bot.case.identifiers import ChannelId, EscalationId
from bot.case.priority import Priority
from bot.policy import ClockKind, Duration, Member, Office, Policy
from bot.service_levels.hours import (
    ALL_HOURS,
    NO_OFFICE,
    Hours,
    office_hours,
    office_of,
    serving_hours,
    serving_office,
    working_hours,
)
from tests.support.factories import CRANE, EGRET, FINCH, NOON, STORK, WREN, person, utc
from tests.support.offices import OFFICES, office_policy

POLICY = office_policy()
QUEUE = POLICY.queues["executive"]
CASE = Escalation(
    EscalationId(1), "executive", ChannelId("C0EXEC"), "other", Priority.P1, "t", "w", WREN, NOON, 1
)
HOUR = timedelta(hours=1)


def hours(office: str, policy: Policy = POLICY) -> Hours:
    return office_hours(policy, office)


# Whose hours a case's clocks count.


def test_nobody_holds_it_then_the_queues_office_counts() -> None:
    assert serving_office(POLICY, QUEUE, CASE) == "copenhagen"
    assert serving_office(POLICY, replace(QUEUE, office="london"), CASE) == "london"


def test_who_it_is_offered_to_has_their_office_count() -> None:
    assert serving_office(POLICY, QUEUE, CASE.offered(Offer(CRANE, "", NOON, NOON))) == "melbourne"


def test_the_owner_has_their_office_count() -> None:
    assert serving_office(POLICY, QUEUE, CASE.claimed(EGRET, NOON)) == "denver"


def test_while_a_hand_over_is_pending_it_is_the_owners() -> None:
    asked = CASE.claimed(EGRET, NOON).asked_over(HandOver(CRANE, EGRET, "", NOON))
    assert serving_office(POLICY, QUEUE, asked) == "denver"
    assert serving_office(POLICY, QUEUE, asked.claimed(CRANE, NOON)) == "melbourne"


def test_a_holder_without_an_office_has_the_queues_count() -> None:
    assert serving_office(POLICY, QUEUE, CASE.claimed(STORK, NOON)) == "copenhagen"


def test_a_queue_that_is_gone_has_the_workspaces_usual_hours() -> None:
    gone = replace(QUEUE, office="", rotation=())
    without = replace(POLICY, queues={})
    assert serving_office(without, gone, CASE) == NO_OFFICE
    usual = serving_hours(without, gone, CASE, ClockKind.OFFICE)
    # Tuesday 09:00 to 17:00 in Copenhagen.
    assert usual.is_open(utc("2026-03-03T08:00"))
    assert not usual.is_open(utc("2026-03-03T16:00"))


def test_a_clock_of_all_hours_counts_them_whoever_holds_the_case() -> None:
    owned = CASE.claimed(CRANE, NOON)
    assert serving_hours(POLICY, QUEUE, owned, ClockKind.ROUND_THE_CLOCK) is ALL_HOURS
    assert serving_hours(POLICY, QUEUE, owned, ClockKind.OFFICE) == hours("melbourne")


def test_a_persons_office_is_that_of_this_queue_before_any_other() -> None:
    front = replace(
        QUEUE, name="front", rotation=(Member(CRANE, "london"), Member(FINCH, "hamburg"))
    )
    both = replace(POLICY, queues={**POLICY.queues, "front": front})
    assert office_of(both, CRANE) == "melbourne"
    assert office_of(both, CRANE, front) == "london"
    assert office_of(both, FINCH, QUEUE) == "hamburg"
    assert office_of(both, STORK) == ""


# When a person may be reminded.


def test_a_specialist_is_in_during_their_offices_hours() -> None:
    assert working_hours(POLICY, CRANE, person(CRANE, timezone="UTC")) == hours("melbourne")


@pytest.mark.parametrize(
    ("timezone", "at", "opens"),
    [
        ("Asia/Tokyo", "2026-03-06T08:00", "2026-03-09T00:00"),
        ("America/Denver", "2026-03-06T08:00", "2026-03-06T16:00"),
        # The clocks went forward there that Sunday.
        ("America/Denver", "2026-03-07T08:00", "2026-03-09T15:00"),
    ],
)
def test_somebody_of_no_office_is_in_from_nine_to_five_in_their_own_zone(
    timezone: str, at: str, opens: str
) -> None:
    own = working_hours(POLICY, STORK, person(STORK, timezone=timezone))
    assert own.next_open(utc(at)) == utc(opens)


def test_somebody_unknown_of_no_office_is_in_when_the_workspace_is() -> None:
    assert working_hours(POLICY, FINCH, None).next_open(utc("2026-03-03T05:00")) == utc(
        "2026-03-03T08:00"
    )


def test_somebody_whose_zone_is_not_known_here_is_in_when_the_workspace_is() -> None:
    somewhere = working_hours(POLICY, FINCH, person(FINCH, timezone="Mars/Olympus_Mons"))
    assert somewhere == working_hours(POLICY, FINCH, None)


# How much time passes.


def test_all_hours_count_day_and_night() -> None:
    saturday = utc("2026-03-07T03:00")
    assert ALL_HOURS.are_all
    assert ALL_HOURS.is_open(saturday)
    assert ALL_HOURS.next_open(saturday) == saturday
    assert ALL_HOURS.add(saturday, HOUR) == saturday + HOUR
    assert ALL_HOURS.between(saturday, saturday + HOUR) == HOUR
    assert ALL_HOURS.length(Duration(days=2, seconds=60)) == timedelta(days=2, minutes=1)


@pytest.mark.parametrize(
    ("office", "start", "span", "end"),
    [
        # A Friday, ten to five.
        ("copenhagen", "2026-03-06T15:50", HOUR, "2026-03-09T08:50"),
        ("hamburg", "2026-03-06T15:50", HOUR, "2026-03-09T09:00"),
        ("copenhagen", "2026-03-06T15:50", HOUR / 6, "2026-03-06T16:00"),
        # Christmas: Denmark is closed on the 25th and 26th, Denver on the 25th alone.
        ("copenhagen", "2025-12-24T15:30", HOUR, "2025-12-29T08:30"),
        ("denver", "2025-12-24T23:30", HOUR, "2025-12-26T16:30"),
        # England keeps Boxing Day on the Monday after, where it falls on a Saturday.
        ("london", "2026-12-24T16:30", HOUR, "2026-12-29T09:30"),
        # The weekend on which clocks go forward, in Europe and in America, and back again.
        ("copenhagen", "2026-03-27T15:30", HOUR, "2026-03-30T07:30"),
        ("denver", "2026-03-06T23:30", HOUR, "2026-03-09T15:30"),
        ("copenhagen", "2026-10-23T14:30", HOUR, "2026-10-26T08:30"),
        ("denver", "2026-10-30T22:30", HOUR, "2026-11-02T16:30"),
        # Melbourne's go back as Europe's go forward.
        ("melbourne", "2026-04-02T05:30", HOUR, "2026-04-06T23:30"),
    ],
)
def test_office_time_goes_by_while_the_office_is_open(
    office: str, start: str, span: timedelta, end: str
) -> None:
    own = hours(office)
    assert own.add(utc(start), span) == utc(end)
    assert own.between(utc(start), utc(end)) == span


@pytest.mark.parametrize(
    ("shift", "lasts"), [("2026-03-28", timedelta(hours=7)), ("2026-10-24", timedelta(hours=9))]
)
def test_a_night_on_which_clocks_change_has_as_many_hours_as_really_pass(
    shift: str, lasts: timedelta
) -> None:
    night = Office("night", "Europe/Copenhagen", hours={"sat": ("22:00-06:00",)})
    own = hours("night", replace(POLICY, offices={"night": night}))
    noon = utc(f"{shift}T12:00")
    assert own.between(noon, noon + timedelta(days=1)) == lasts


def test_a_day_is_a_business_day_of_the_office() -> None:
    assert hours("copenhagen").length(Duration(days=2)) == timedelta(hours=16)
    # Fridays are shorter in Hamburg, and most days count.
    assert hours("hamburg").length(Duration(days=1)) == timedelta(hours=8)
    long = replace(OFFICES["london"], hours={"mon": ("08:00-12:00", "13:00-18:30")})
    own = hours("london", replace(POLICY, offices={"london": long}))
    assert own.length(Duration(days=1, seconds=1800)) == timedelta(hours=10)


def test_the_name_of_no_office_is_all_hours() -> None:
    assert office_hours(POLICY, "") is ALL_HOURS


def test_an_office_that_is_gone_has_the_workspaces_usual_hours() -> None:
    gone = office_hours(POLICY, "milan")
    assert gone.office == NO_OFFICE
    assert gone.next_open(utc("2026-03-07T12:00")) == utc("2026-03-09T08:00")


@pytest.mark.parametrize(
    "never",
    [
        Office("london", "Europe/London"),
        Office("london", "Europe/London", hours={"mon": ()}),
    ],
)
def test_an_office_that_is_never_open_has_its_zones_usual_hours(never: Office) -> None:
    own = office_hours(replace(POLICY, offices={"london": never}), "london")
    assert own.office == "london"
    assert own.next_open(utc("2026-03-07T12:00")) == utc("2026-03-09T09:00")
    assert own.length(Duration(days=1)) == timedelta(hours=8)
