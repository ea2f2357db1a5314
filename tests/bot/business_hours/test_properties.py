"""What holds for any calendar in any zone, and that a slow walk comes to the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.business_hours import (
    Calendar,
    Opening,
    add,
    between,
    is_open,
    next_open,
    opening_on,
    subtract,
)
from bot.business_hours.timetables import _kept
from tests.bot.business_hours.drawing import (
    SPANS,
    calendars_and_days,
    calendars_and_instants,
    situations,
)
from tests.bot.business_hours.walk import MINUTE, open_minutes, walked

NOTHING = timedelta()
MICROSECOND = timedelta(microseconds=1)

CLOSES_TWICE = Calendar("America/New_York", ((),) * 6 + ((Opening(0, 90),),))
"""Its clock shows 01:30, and all the hour before, twice on this day."""
TWICE = (CLOSES_TWICE, datetime(2026, 11, 1, tzinfo=UTC))

Situation = tuple[Calendar, datetime, tuple[timedelta, ...]]


@settings(max_examples=60)
@given(calendars_and_days(), st.integers(-2 * 1440, 1440), st.integers(0, 4 * 1440))
@example(TWICE, 0, 1440)
def test_a_walk_minute_by_minute_comes_to_the_same(
    drawn: tuple[Calendar, datetime], offset: int, minutes: int
) -> None:
    calendar, day = drawn
    start = day + offset * MINUTE
    end = start + minutes * MINUTE

    assert between(calendar, start, end) == walked(calendar, start, end)


@settings(max_examples=60)
@given(calendars_and_days(), st.integers(-2 * 1440, 1440))
@example(TWICE, 0)
def test_a_walk_minute_by_minute_finds_the_same_minutes_open(
    drawn: tuple[Calendar, datetime], offset: int
) -> None:
    calendar, day = drawn
    start = day + offset * MINUTE
    minutes = [start + n * MINUTE for n in range(2 * 1440)]
    walk = open_minutes(calendar, start, minutes[-1] + MINUTE)

    assert {at for at in minutes if is_open(calendar, at)} == walk
    assert next_open(calendar, start) == min(walk, default=next_open(calendar, minutes[-1]))


@settings(max_examples=60)
@given(calendars_and_days(), st.integers(-1, 3))
def test_a_walk_comes_to_the_same_first_opening_of_a_date(
    drawn: tuple[Calendar, datetime], offset: int
) -> None:
    calendar, start = drawn
    zone, day = ZoneInfo(calendar.timezone), start.date() + timedelta(days=offset)
    minutes = [start + n * MINUTE for n in range((offset - 1) * 1440, (offset + 3) * 1440)]
    begins = next(at for at in minutes if at.astimezone(zone).date() >= day)
    walk = open_minutes(calendar, begins, minutes[-1] + MINUTE)

    assert opening_on(calendar, day) == min(walk, default=next_open(calendar, minutes[-1]))


@given(calendars_and_instants())
def test_the_next_opening_is_open_and_no_time_is_counted_until_then(
    drawn: tuple[Calendar, datetime],
) -> None:
    calendar, at = drawn
    opens = next_open(calendar, at)

    assert is_open(calendar, opens)
    assert between(calendar, at, opens) == NOTHING
    assert (opens == at) is is_open(calendar, at)
    assert between(calendar, opens, opens + MICROSECOND) == MICROSECOND


@given(situations(1))
def test_added_time_lies_between(drawn: Situation) -> None:
    calendar, at, (span,) = drawn
    due = add(calendar, at, span)

    assert between(calendar, at, due) == span
    if span:
        assert between(calendar, at, due - MICROSECOND) < span, "there is no earlier one"


@given(situations(1))
def test_subtracted_time_lies_between(drawn: Situation) -> None:
    calendar, at, (span,) = drawn
    since = subtract(calendar, at, span)

    assert between(calendar, since, at) == span
    if span:
        assert between(calendar, since + MICROSECOND, at) < span, "there is no later one"


@given(situations(1))
def test_subtracting_undoes_adding_but_for_closed_time(drawn: Situation) -> None:
    calendar, at, (span,) = drawn
    there_and_back = subtract(calendar, add(calendar, at, span), span)
    back_and_there = add(calendar, subtract(calendar, at, span), span)

    assert there_and_back >= at >= back_and_there
    assert between(calendar, at, there_and_back) == NOTHING
    assert between(calendar, back_and_there, at) == NOTHING


@given(situations(2))
def test_adding_twice_is_adding_the_sum(drawn: Situation) -> None:
    calendar, at, (one, other) = drawn
    both = one + other

    assert add(calendar, add(calendar, at, one), other) == add(calendar, at, both)
    assert subtract(calendar, subtract(calendar, at, one), other) == subtract(calendar, at, both)


@given(calendars_and_instants(), SPANS, SPANS)
def test_spans_in_a_row_add_up_and_a_reversed_one_is_negative(
    drawn: tuple[Calendar, datetime], one: timedelta, other: timedelta
) -> None:
    calendar, start = drawn
    middle, end = start + one, start + one + other
    whole = between(calendar, start, end)

    assert between(calendar, start, middle) + between(calendar, middle, end) == whole
    assert between(calendar, end, start) == -whole
    assert NOTHING <= whole <= end - start


@given(situations(2), SPANS)
def test_later_or_longer_is_never_due_earlier(drawn: Situation, wait: timedelta) -> None:
    calendar, at, (span, more) = drawn

    assert add(calendar, at, span) <= add(calendar, at + wait, span)
    assert add(calendar, at, span) <= add(calendar, at, span + more)
    assert subtract(calendar, at, span) <= subtract(calendar, at + wait, span)
    assert subtract(calendar, at, span) >= subtract(calendar, at, span + more)


@given(situations(1))
def test_adding_less_than_nothing_is_subtracting(drawn: Situation) -> None:
    calendar, at, (span,) = drawn

    assert add(calendar, at, -span) == subtract(calendar, at, span)
    assert subtract(calendar, at, -span) == add(calendar, at, span)
    assert add(calendar, at, NOTHING) == at == subtract(calendar, at, NOTHING)


@settings(max_examples=30)
@given(calendars_and_instants(), st.permutations((-7, -2, 0, 1, 6)))
def test_answers_do_not_depend_on_what_was_asked_before(
    drawn: tuple[Calendar, datetime], years: list[int]
) -> None:
    calendar, at = drawn
    others = [at + timedelta(days=365 * n) for n in years]
    _kept.cache_clear()
    first = {other: between(calendar, at, other) for other in others}
    _kept.cache_clear()
    again = {other: between(calendar, at, other) for other in sorted(others)}

    assert first == again
