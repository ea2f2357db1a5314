"""The nine offices of the policy, and the public holidays that close them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.business_hours import (
    EmptyWeek,
    UnknownHolidays,
    add,
    between,
    public_holidays,
)
from bot.policy import Office
from bot.policy.calendars import calendar_of
from bot.policy.file import read_policy
from tests.support.example import filled_in


def _offices() -> dict[str, Office]:
    policy = read_policy(filled_in()).policy
    assert policy is not None
    return dict(policy.offices)


OFFICES = _offices()
every_office = pytest.mark.parametrize("office", OFFICES.values(), ids=OFFICES)


def test_there_are_nine() -> None:
    assert len(OFFICES) == 9


@every_office
def test_an_offices_public_holidays_are_known_and_close_it(office: Office) -> None:
    calendar = calendar_of(office)
    for year in range(2000, 2050):
        found = public_holidays(office.holidays, year, year)
        assert 7 <= len(found) <= 20
        assert calendar.openings_on(date(year, 12, 25)) == (), "the one they all have"
        assert all(day.year == year and calendar.openings_on(day) == () for day in found)


@every_office
def test_an_office_is_open_most_weekdays_and_its_time_comes_back(office: Office) -> None:
    calendar = calendar_of(office)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    year = between(calendar, start, start + timedelta(days=365))

    assert timedelta(hours=1900) < year < timedelta(hours=2400)
    assert between(calendar, start, add(calendar, start, year)) == year


def test_regions_have_holidays_of_their_own() -> None:
    scottish = public_holidays("GB-SCT", 2026, 2026)
    english = public_holidays("GB-ENG", 2026, 2026)

    assert date(2026, 1, 2) in scottish - english
    assert date(2026, 4, 6) in english - scottish


def test_a_holiday_kept_on_another_day_is_there_across_the_new_year() -> None:
    assert date(2021, 12, 31) in public_holidays("US-CO", 2021, 2021)


def test_a_range_of_years_is_all_of_its_years() -> None:
    years = [public_holidays("DE-HH", year, year) for year in range(2020, 2026)]

    assert public_holidays("DE-HH", 2020, 2025) == frozenset().union(*years)
    assert public_holidays("", 2020, 2025) == frozenset()


@pytest.mark.parametrize("code", ["XX", "dk", "GB-", "GB-LND", "US_CO", "Denmark", "NYSE"])
def test_an_unknown_code_is_refused_in_words(code: str) -> None:
    with pytest.raises(UnknownHolidays, match=r"No public holidays are known for .*\.$"):
        public_holidays(code, 2026, 2026)


@every_office
def test_offices_that_say_the_same_share_one_calendar(office: Office) -> None:
    listed = {day: tuple(hours) for day, hours in reversed(list(office.hours.items()))}
    again = replace(office, name="another", hours=listed)
    closed = replace(office, closed=(*office.closed, "2026-12-23"))

    assert calendar_of(again) is calendar_of(office)
    assert calendar_of(closed) != calendar_of(office)


def test_an_office_without_hours_has_no_calendar() -> None:
    with pytest.raises(EmptyWeek):
        calendar_of(Office("nowhere", "UTC"))
