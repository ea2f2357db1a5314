"""The calendar of an office of the policy."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from bot.business_hours import WEEKDAYS, Calendar, Opening
from bot.policy import Office

_KEPT = 128
"""As many as business_hours keeps timetables of."""


def calendar_of(office: Office) -> Calendar:
    """When an office is open: its hours, without public holidays and its further closed dates.

    Raises a BadCalendar for what a policy in force can still hold, since it is not checked again:
    no hours at all, or so many closed dates that a year is without an open moment. Offices that say
    the same have one calendar, whatever they are called, so that asking often costs little.
    """
    week = tuple(tuple(office.hours.get(day, ())) for day in WEEKDAYS)
    return _calendar(office.timezone, week, tuple(office.closed), office.holidays)


@lru_cache(maxsize=_KEPT)
def _calendar(
    timezone: str, week: tuple[tuple[str, ...], ...], closed: tuple[str, ...], holidays: str
) -> Calendar:
    openings = tuple(tuple(map(Opening.read, day)) for day in week)
    dates = frozenset(map(date.fromisoformat, closed))
    return Calendar(timezone, openings, dates, holidays=holidays)
