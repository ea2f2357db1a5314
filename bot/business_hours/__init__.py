"""Business time: added to an instant, subtracted from one, and counted between two; and whether a
calendar is open, when it next opens, and what a day of it is.

Business time is the real seconds, to the microsecond, in which a calendar is open; a day on which
clocks change has as many as really pass. Instants come in as aware datetimes of any zone and go out
as aware datetimes in UTC; spans are timedeltas. Each function raises NaiveInstant for a datetime
without a zone, and OutOfReach where the question or the answer lies outside 1970 to 2100.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.business_hours.calendars import FIRST_YEAR, LAST_YEAR, Calendar
from bot.business_hours.errors import (
    BadCalendar,
    BadOpening,
    ContradictoryDates,
    EmptyWeek,
    NaiveInstant,
    NeverOpen,
    OutOfReach,
    OverlappingOpenings,
    UnknownHolidays,
    UnknownTimeZone,
)
from bot.business_hours.openings import DateHours, Opening
from bot.business_hours.public_holidays import public_holidays
from bot.business_hours.timetables import Timetable, timetable
from bot.business_hours.written import WEEKDAYS

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "WEEKDAYS",
    "BadCalendar",
    "BadOpening",
    "Calendar",
    "ContradictoryDates",
    "DateHours",
    "EmptyWeek",
    "NaiveInstant",
    "NeverOpen",
    "Opening",
    "OutOfReach",
    "OverlappingOpenings",
    "UnknownHolidays",
    "UnknownTimeZone",
    "add",
    "between",
    "business_day",
    "is_open",
    "next_close",
    "next_open",
    "opening_on",
    "public_holidays",
    "subtract",
]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOTHING = timedelta()
_FORTNIGHT = timedelta(days=14)
_MICROSECOND = timedelta(microseconds=1)


def add(calendar: Calendar, at: datetime, span: timedelta) -> datetime:
    """The first instant by which this much business time has passed since `at`.

    What is used up at closing time ends at that closing time, not at the next opening. No time
    added to an instant is that instant, open or closed; less than none is subtracted.
    Raises NaiveInstant or OutOfReach.
    """
    return _later(calendar, at, span) if span >= _NOTHING else _earlier(calendar, at, -span)


def subtract(calendar: Calendar, at: datetime, span: timedelta) -> datetime:
    """The last instant from which this much business time passes until `at`.

    What is used up at an opening ends at that opening, not at the closing before it. It undoes
    `add` but for closed time, of which there is none between the two instants that is counted.
    Raises NaiveInstant or OutOfReach.
    """
    return _earlier(calendar, at, span) if span >= _NOTHING else _later(calendar, at, -span)


def between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """The business time from one instant to another; negative where `end` is the earlier.
    Raises NaiveInstant or OutOfReach."""
    start, end = _utc(start), _utc(end)
    first, last = (start.year, end.year) if start <= end else (end.year, start.year)
    table = timetable(calendar, first, last)
    return (table.counted(_micros(end)) - table.counted(_micros(start))) * _MICROSECOND


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether an instant is in opening hours: that of an opening is, that of a closing is not.
    Raises NaiveInstant or OutOfReach."""
    at = _utc(at)
    return timetable(calendar, at.year, at.year).is_open(_micros(at))


def next_open(calendar: Calendar, at: datetime) -> datetime:
    """The first open instant from `at` on: itself if it is open, else the next opening.
    Raises NaiveInstant or OutOfReach."""
    at = _utc(at)
    table = timetable(calendar, at.year, at.year)
    while (found := table.next_open(_micros(at))) is None:
        if table.last_year == LAST_YEAR:
            raise OutOfReach(f"The next opening lies beyond {LAST_YEAR}, where calendars end.")
        table = timetable(calendar, table.first_year, table.last_year + 1)
    return _EPOCH + found * _MICROSECOND


def next_close(calendar: Calendar, at: datetime) -> datetime | None:
    """The first closing after an instant; None where there is none for a fortnight, as in a
    calendar that never closes. Raises NaiveInstant or OutOfReach."""
    opens = next_open(calendar, at)
    closes = opens
    while closes - opens < _FORTNIGHT:
        # A year's last span may go on in the next year's first.
        table = timetable(calendar, closes.year, closes.year)
        closes = _EPOCH + table.closes(_micros(closes)) * _MICROSECOND
        if not is_open(calendar, closes):
            return closes
    return None


def opening_on(calendar: Calendar, day: date) -> datetime:
    """The first open instant from the local midnight on that begins a date.

    On a closed date it is the next opening after it. Where the shift of the evening before goes on
    over midnight, or a calendar never closes, it is that midnight. Raises OutOfReach.
    """
    return next_open(calendar, datetime.combine(day, time(), ZoneInfo(calendar.timezone)))


def business_day(calendar: Calendar) -> timedelta:
    """What a day means where business time is counted: as long as most of the week's open days
    are, in wall time; of lengths that are equally common, the longest.

    So where four days have eight hours and Friday seven, a day is eight, and two days from Monday
    10:30 are Wednesday 10:30, as people count them. A mean would make it Wednesday 10:06.
    """
    lengths = (sum(o.closes - o.opens for o in openings) for openings in calendar.week)
    found = Counter(length for length in lengths if length)
    return timedelta(minutes=max(found, key=lambda length: (found[length], length)))


def _later(calendar: Calendar, at: datetime, span: timedelta) -> datetime:
    at, wanted = _utc(at), span // _MICROSECOND
    table = timetable(calendar, at.year, at.year)
    if not wanted:
        return at
    while (counted := table.counted(_micros(at)) + wanted) > table.total:
        if table.last_year == LAST_YEAR:
            raise OutOfReach(f"So much business time lies beyond {LAST_YEAR}, where calendars end.")
        until = min(table.last_year + _years_for(counted - table.total, table), LAST_YEAR)
        table = timetable(calendar, table.first_year, until)
    return _EPOCH + table.first_with(counted) * _MICROSECOND


def _earlier(calendar: Calendar, at: datetime, span: timedelta) -> datetime:
    at, wanted = _utc(at), span // _MICROSECOND
    table = timetable(calendar, at.year, at.year)
    if not wanted:
        return at
    while (counted := table.counted(_micros(at)) - wanted) < 0:
        if table.first_year == FIRST_YEAR:
            raise OutOfReach(
                f"So much business time lies before {FIRST_YEAR}, where calendars begin."
            )
        since = max(table.first_year - _years_for(-counted, table), FIRST_YEAR)
        table = timetable(calendar, since, table.last_year)
    return _EPOCH + table.last_with(counted) * _MICROSECOND


def _years_for(missing: int, table: Timetable) -> int:
    """In how many further years so many open microseconds are to be expected; at least one."""
    years = table.last_year - table.first_year + 1
    return 1 + (missing * years // table.total if table.total else 0)


def _utc(at: datetime) -> datetime:
    if at.tzinfo is UTC:
        return at
    if at.utcoffset() is None:
        raise NaiveInstant(f"Business time is counted between instants; {at} has no time zone.")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise OutOfReach(f"Calendars reach from {FIRST_YEAR} to {LAST_YEAR}.") from None


def _micros(at: datetime) -> int:
    """Microseconds since 1970 of an instant in UTC."""
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
