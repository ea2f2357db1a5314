"""Which timers a target, a missed target and a legal deadline bring."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest

from bot.case.escalation import Deadline
from bot.case.identifiers import EscalationId
from bot.policy import BreachStep, Duration, Policy, Told
from bot.reminders.about import About, Step, Topic, number_of, read_about, read_run, to_the_second
from bot.reminders.plan import next_breach_step, plan, plan_deadline
from bot.service_levels.clocks import (
    ClockEvent,
    ClockEventKind,
    ClockName,
    ClockReading,
    read_clock,
)
from bot.service_levels.hours import ALL_HOURS, Hours, office_hours
from tests.support.factories import HERON, NOON, after, policy
from tests.support.offices import office_policy

ESC = EscalationId(1)
POLICY = policy()
DUE = after(hours=10)
HOUR, DAY = Duration(seconds=3600), Duration(days=1)


def reading(
    clock: ClockName = ClockName.RESOLUTION,
    *kinds: tuple[ClockEventKind, datetime],
    hours: Hours = ALL_HOURS,
    target: timedelta = timedelta(hours=10),
) -> ClockReading:
    start = ClockEvent(ESC, clock, 1, ClockEventKind.STARTED, NOON, target, 1)
    events = [start, *(ClockEvent(ESC, clock, 1, kind, at) for kind, at in kinds)]
    found = read_clock(events, clock, lambda _version, _office: hours)
    assert found is not None
    return found


def missed() -> ClockReading:
    return reading(ClockName.RESOLUTION, (ClockEventKind.MISSED, DUE + timedelta(seconds=1)))


def steps(found: ClockReading, now: datetime = NOON, of: Policy = POLICY) -> dict[str, datetime]:
    return {str(timer.about): timer.due_at for timer in plan(ESC, found, of, now)}


def test_a_resolution_is_brought_up_at_half_at_four_fifths_and_on_its_breach() -> None:
    assert steps(reading()) == {
        "resolution:half": after(hours=5),
        "resolution:most": after(hours=8),
        "resolution:breach": after(hours=10, seconds=1),
    }


@pytest.mark.parametrize("clock", [ClockName.FIRST_RESPONSE, ClockName.UPDATE])
def test_a_first_response_and_an_update_are_brought_up_once_before_they_are_due(
    clock: ClockName,
) -> None:
    assert steps(reading(clock)) == {
        f"{clock}:most": after(hours=8),
        f"{clock}:breach": after(hours=10, seconds=1),
    }


def test_a_breach_is_looked_at_after_the_due_instant_since_done_then_is_met() -> None:
    breach = plan(ESC, reading(), POLICY, NOON)[-1]
    assert breach.due_at > reading().due_at


def test_what_has_passed_is_not_planned_again() -> None:
    assert list(steps(reading(), after(hours=5))) == ["resolution:most", "resolution:breach"]
    assert list(steps(reading(), after(hours=9))) == ["resolution:breach"]


def test_a_breach_that_nobody_noted_is_still_planned() -> None:
    assert list(steps(reading(), after(hours=11))) == ["resolution:breach"]


def test_reminders_fall_at_fractions_of_counted_time() -> None:
    hamburg = office_hours(office_policy(), "hamburg")
    found = steps(reading(hours=hamburg, target=timedelta(hours=8)))
    # Tuesday 13:00 in Hamburg: four of the eight hours are left of that day.
    assert found == {
        "resolution:half": after(hours=4),
        "resolution:most": datetime.fromisoformat("2026-03-04T10:24+00:00"),
        "resolution:breach": datetime.fromisoformat("2026-03-04T12:00:01+00:00"),
    }


@pytest.mark.parametrize("kind", [ClockEventKind.MET, ClockEventKind.STOPPED])
def test_a_clock_that_has_ended_brings_no_reminders(kind: ClockEventKind) -> None:
    assert plan(ESC, reading(ClockName.RESOLUTION, (kind, after(hours=1))), POLICY, NOON) == ()


def test_a_paused_clock_brings_no_reminders() -> None:
    paused = reading(ClockName.RESOLUTION, (ClockEventKind.PAUSED, after(hours=1)))
    assert plan(ESC, paused, POLICY, after(hours=1)) == ()


def test_after_a_breach_only_the_next_time_is_planned() -> None:
    assert steps(missed(), after(hours=11)) == {"resolution:again:1": after(hours=12)}
    assert steps(missed(), after(hours=12)) == {"resolution:again:2": after(hours=34)}


@pytest.mark.parametrize(
    ("late", "number", "comes"),
    [
        (Duration(), 1, 2 * HOUR.elapsed()),
        (Duration(seconds=7199), 1, 2 * HOUR.elapsed()),
        (Duration(seconds=7200), 2, DAY.elapsed()),
        (DAY, 3, 2 * DAY.elapsed()),
        (DAY * 2, 4, 4 * DAY.elapsed()),
        (DAY * 100, 9, 128 * DAY.elapsed()),
    ],
)
def test_a_breach_is_told_again_at_growing_intervals(
    late: Duration, number: int, comes: timedelta
) -> None:
    assert next_breach_step(missed(), POLICY, DUE + late.elapsed()) == (number, DUE + comes)


def test_after_the_policys_last_step_each_comes_twice_as_late_to_the_same_people() -> None:
    own = replace(POLICY, breach=(*POLICY.breach[:1], BreachStep(HOUR * 3, (Told.MANAGERS,))))
    assert [own.breach_step(n).after for n in (1, 2, 3, 4)] == [HOUR * n for n in (3, 6, 12, 24)]
    assert {own.breach_step(n).tell for n in (1, 2, 9)} == {(Told.MANAGERS,)}


def test_where_the_policy_tells_of_a_breach_only_once_it_is_brought_up_after_days() -> None:
    once = replace(POLICY, breach=POLICY.breach[:1])
    assert [once.breach_step(n).after for n in (1, 2, 3)] == [DAY, DAY * 2, DAY * 4]


def test_how_late_it_is_counts_the_targets_own_hours() -> None:
    office = office_policy((HERON, "hamburg"))
    hours = office_hours(office, "hamburg")
    friday = datetime.fromisoformat("2026-03-06T14:30+00:00")
    late = replace(missed(), hours=hours, due_at=friday)
    # Due on Friday 15:30, half an hour before Hamburg closes.
    number, at = next_breach_step(late, office, friday)
    assert (number, at) == (1, datetime.fromisoformat("2026-03-09T09:30+00:00"))
    number, at = next_breach_step(late, office, at)
    assert (number, at) == (2, datetime.fromisoformat("2026-03-09T15:30+00:00"))


DEADLINE = Deadline(after(days=10), "Europe/Copenhagen", "The court", HERON, NOON)


def test_a_legal_deadline_is_brought_up_72_24_and_4_hours_before_and_when_it_has_passed() -> None:
    found = {t.step: t.due_at - DEADLINE.at for t in plan_deadline(ESC, DEADLINE, NOON)}
    assert found == {
        Step.THREE_DAYS: timedelta(hours=-72),
        Step.ONE_DAY: timedelta(hours=-24),
        Step.FOUR_HOURS: timedelta(hours=-4),
        Step.PASSED: timedelta(seconds=1),
    }


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (timedelta(hours=72), ["24h", "4h", "passed"]),
        (timedelta(hours=5), ["4h", "passed"]),
        (timedelta(hours=1), ["4h", "passed"]),
        (timedelta(days=-1), []),
    ],
)
def test_of_a_deadline_that_is_near_only_what_lies_ahead_is_planned(
    left: timedelta, expected: list[str]
) -> None:
    found = plan_deadline(ESC, DEADLINE, DEADLINE.at - left)
    assert [t.step for t in found] == expected


def test_of_a_deadline_two_hours_off_people_are_reminded_at_once() -> None:
    now = DEADLINE.at - timedelta(hours=2)

    first, *_ = plan_deadline(ESC, DEADLINE, now)

    assert (first.step, first.due_at) == (Step.FOUR_HOURS, now)


def test_a_timer_says_which_case_it_is_about_and_what_of_it() -> None:
    for timer in plan(ESC, reading(), POLICY, NOON):
        assert (timer.escalation_id, timer.clock) == (ESC, ClockName.RESOLUTION)
        assert timer.about == About(Topic.RESOLUTION, timer.step, timer.number)
    assert {t.escalation_id for t in plan_deadline(ESC, DEADLINE, NOON)} == {ESC}


def test_what_a_timer_is_about_reads_back() -> None:
    every = [About(*parts) for parts in product(Topic, Step, (0, 7))]
    assert [about for about in every if read_about(str(about)) != about] == []


@pytest.mark.parametrize("text", ["", "resolution", "resolution:never", "no such clock"])
def test_what_no_reminder_is_about_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_about(text)


def test_each_clock_has_its_subject() -> None:
    subjects = {Topic(clock.value) for clock in ClockName}
    assert subjects == {
        Topic.FIRST_RESPONSE,
        Topic.UPDATE,
        Topic.RESOLUTION,
        Topic.REVIEW,
    }


@pytest.mark.parametrize("subject", Topic)
def test_in_which_run_a_reminder_is_reads_back(subject: Topic) -> None:
    number = int(NOON.timestamp())
    assert number_of(read_run(subject, number)) == number


def test_what_has_no_number_is_told_apart_by_its_second() -> None:
    at = NOON + timedelta(microseconds=1)
    assert read_run(Topic.OFFER, number_of(at)) == to_the_second(at) == NOON


@pytest.mark.parametrize("number", [2**40, 10**18])
def test_a_run_at_no_instant_there_is_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_run(Topic.DEADLINE, number)
