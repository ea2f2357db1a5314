"""A calendar that can't be kept is refused in a sentence, before anything is counted with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.business_hours import (
    BadCalendar,
    BadOpening,
    Calendar,
    ContradictoryDates,
    DateHours,
    EmptyWeek,
    NeverOpen,
    Opening,
    OverlappingOpenings,
    UnknownHolidays,
    UnknownTimeZone,
    add,
)

CHRISTMAS_EVE = date(2026, 12, 24)
MORNING, NIGHT, DAY = Opening(540, 720), Opening(1320, 1800), Opening(0, 1440)


def week(*days: tuple[Opening, ...]) -> tuple[tuple[Opening, ...], ...]:
    return (*days, *((),) * (7 - len(days)))


def dates(first: date, count: int) -> frozenset[date]:
    return frozenset(first + timedelta(days=n) for n in range(count))


def other(*openings: Opening, day: date = CHRISTMAS_EVE) -> DateHours:
    return DateHours(day, openings)


ALWAYS = ((DAY,),) * 7
BAD: list[tuple[Callable[[], object], type[BadCalendar], str]] = [
    (lambda: Opening(1020, 540), BadOpening, "17:00-09:00 end before they begin"),
    (lambda: Opening(540, 540), BadOpening, "09:00-09:00 end before they begin"),
    (lambda: Opening(1440, 1500), BadOpening, "not at 24:00"),
    (lambda: Opening(-1, 60), BadOpening, "begin between 00:00 and 23:59"),
    (lambda: Opening(60, 1501), BadOpening, "longer than a day"),
    (lambda: Opening.read("9 to 5"), BadOpening, "got '9 to 5'"),
    (lambda: Calendar("UTC", week()), EmptyWeek, "no opening hours"),
    (lambda: Calendar("UTC", ((MORNING,),)), EmptyWeek, "this one has 1"),
    (
        lambda: Calendar("UTC", week((MORNING, Opening(700, 800)))),
        OverlappingOpenings,
        "11:40-13:20 of mon overlap 09:00-12:00 of mon",
    ),
    (
        lambda: Calendar("UTC", week((NIGHT,), (Opening(300, 600),))),
        OverlappingOpenings,
        "05:00-10:00 of tue overlap 22:00-30:00 of mon",
    ),
    (
        lambda: Calendar("UTC", ((Opening(300, 600),), (), (), (), (), (), (NIGHT,))),
        OverlappingOpenings,
        "05:00-10:00 of mon overlap 22:00-30:00 of sun",
    ),
    (
        lambda: Calendar("UTC", ALWAYS, other_hours=frozenset({other(NIGHT)})),
        OverlappingOpenings,
        "of 2026-12-25 overlap 22:00-30:00 of 2026-12-24",
    ),
    (other, ContradictoryDates, "has other hours, but none are given"),
    (
        lambda: Calendar("UTC", ALWAYS, dates(CHRISTMAS_EVE, 1), frozenset({other(MORNING)})),
        ContradictoryDates,
        "listed as closed as well",
    ),
    (
        lambda: Calendar("UTC", ALWAYS, other_hours=frozenset({other(MORNING), other(DAY)})),
        ContradictoryDates,
        "given other hours twice",
    ),
    (lambda: Calendar("UTC", ALWAYS, dates(date(2026, 3, 1), 367)), NeverOpen, "on 2026-03-01"),
    (lambda: Calendar("UTC", ALWAYS, dates(date(2099, 1, 1), 2000)), NeverOpen, "on 2099-01-01"),
    (lambda: Calendar("Europe/Kopenhagen", ALWAYS), UnknownTimeZone, "did you mean Europe/Copen"),
    (lambda: Calendar("UTC", ALWAYS, holidays="GB-XX"), UnknownHolidays, "no region 'XX'"),
    (lambda: Calendar("UTC", ALWAYS, holidays="Denmark"), UnknownHolidays, "'Denmark'"),
]


@pytest.mark.parametrize("make, error, words", BAD, ids=[words for _, _, words in BAD])
def test_a_bad_calendar_is_refused_in_words(
    make: Callable[[], object], error: type[BadCalendar], words: str
) -> None:
    with pytest.raises(error) as refused:
        make()

    assert words in str(refused.value)
    assert str(refused.value).endswith(".")


def test_almost_a_year_may_be_closed() -> None:
    closed = dates(date(2026, 3, 1), 365)
    calendar = Calendar("UTC", ALWAYS, closed)
    before = datetime(2026, 3, 1, tzinfo=UTC)

    assert add(calendar, before, timedelta(hours=1)) == before + timedelta(days=365, hours=1)


def test_a_night_before_a_public_holiday_may_reach_into_it() -> None:
    """New Year's Day never opens, so that the other hours of the day before overlap nothing."""
    eve = other(NIGHT, day=date(2026, 12, 31))

    assert Calendar("UTC", ALWAYS, other_hours=frozenset({eve}), holidays="DK") is not None


_HOLIDAYS = st.tuples(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(1, 400))


@settings(max_examples=30)
@given(st.lists(_HOLIDAYS, max_size=4))
def test_whatever_is_closed_is_refused_or_comes_to_an_end(runs: list[tuple[date, int]]) -> None:
    closed = frozenset[date]().union(*(dates(first, count) for first, count in runs))
    try:
        calendar = Calendar("Europe/Rome", week((MORNING,)), closed)
    except NeverOpen:
        return

    assert add(calendar, datetime(2024, 1, 1, tzinfo=UTC), timedelta(hours=30)).tzinfo is not None
