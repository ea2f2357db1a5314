"""Who counts business time in the comparison: ours, and the libraries of others, on one calendar.

Each is asked in its own kind of datetimes, turned into them beforehand, and gets the public
holidays in the form it is quickest with: a set.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import businesstimedelta
import pytz
from business_duration import businessDuration
from businesstime import BusinessTime

from bot.business_hours import WEEKDAYS, add, between, public_holidays
from bot.policy import Office
from bot.policy.calendars import calendar_of

OPENS, CLOSES, WEEKEND = time(9), time(17), [5, 6]
OFFICE = Office(
    "copenhagen",
    "Europe/Copenhagen",
    "DK",
    hours=dict.fromkeys(WEEKDAYS[:5], ("09:00-17:00",)),
    closed=("2026-12-24", "2026-12-31"),
)
ZONE = ZoneInfo(OFFICE.timezone)
CLOSED = public_holidays("DK", 2020, 2050).union(map(date.fromisoformat, OFFICE.closed))


@dataclass(frozen=True)
class Contestant:
    """One library. `instant` turns an instant in UTC into what it is asked with; one that is asked
    with wall time answers in it."""

    name: str
    instant: Callable[[datetime], datetime]
    between: Callable[[datetime, datetime], timedelta]
    add: Callable[[datetime, timedelta], datetime] | None = None


def ours() -> Contestant:
    calendar = calendar_of(OFFICE)
    return Contestant(
        "bot.business_hours",
        lambda at: at,
        lambda start, end: between(calendar, start, end),
        lambda at, span: add(calendar, at, span),
    )


def with_businesstimedelta() -> Contestant:
    zone = pytz.timezone(OFFICE.timezone)
    week = businesstimedelta.WorkDayRule(OPENS, CLOSES, [0, 1, 2, 3, 4], tz=zone)
    closed = businesstimedelta.HolidayRule(CLOSED, tz=zone)
    rules = businesstimedelta.Rules([week, closed], tz=zone)
    return Contestant(
        "businesstimedelta",
        lambda at: at.astimezone(pytz.utc),
        lambda start, end: rules.difference(start, end).timedelta,
        lambda at, span: at + businesstimedelta.BusinessTimeDelta(rules, timedelta=span),
    )


def with_business_duration() -> Contestant:
    def counted(start: datetime, end: datetime) -> timedelta:
        found = businessDuration(start, end, OPENS, CLOSES, WEEKEND, CLOSED, "sec")
        return timedelta(seconds=float(found))

    return Contestant("business-duration", _wall_time, counted)


def with_businesstime() -> Contestant:
    calendar = BusinessTime((OPENS, CLOSES), tuple(WEEKEND), CLOSED)
    return Contestant("businesstime", _wall_time, calendar.businesstime_hours)


def everybody() -> tuple[Contestant, ...]:
    """Ours first."""
    return ours(), with_businesstimedelta(), with_business_duration(), with_businesstime()


def in_utc(answer: datetime) -> datetime:
    """What an instant was added to, as all can be compared: wall time is that of the office."""
    return (answer if answer.tzinfo else answer.replace(tzinfo=ZONE)).astimezone(UTC)


def _wall_time(at: datetime) -> datetime:
    return at.astimezone(ZONE).replace(tzinfo=None)
