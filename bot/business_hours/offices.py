"""The calendar of an office of the policy."""

from __future__ import annotations

from datetime import date

from bot.business_hours.calendars import Calendar
from bot.business_hours.openings import Opening
from bot.policy import WEEKDAYS, Office


def calendar_of(office: Office) -> Calendar:
    """When an office is open: its hours, without public holidays and its further closed dates.

    Raises a BadCalendar for what a policy that was checked can still hold: no hours at all, or so
    many closed dates that a year is without an open moment.
    """
    week = tuple(
        tuple(Opening.read(hours) for hours in office.hours.get(day, ())) for day in WEEKDAYS
    )
    closed = frozenset(date.fromisoformat(day) for day in office.closed)
    return Calendar(office.timezone, week, closed, holidays=office.holidays)
