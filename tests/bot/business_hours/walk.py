"""Business time counted the slow way, minute by minute, by somebody who never saw the code."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays

from bot.business_hours import Calendar, Opening

MINUTE = timedelta(minutes=1)
MARGIN = timedelta(days=4)


def walked(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """The business time from one whole minute in UTC to a later one."""
    return len(open_minutes(calendar, start, end)) * MINUTE


def open_minutes(calendar: Calendar, start: datetime, end: datetime) -> set[datetime]:
    """The open minutes from one whole minute in UTC to a later one."""
    instants, dates = _clock_faces(ZoneInfo(calendar.timezone), start - MARGIN, end + MARGIN)
    found: set[datetime] = set()
    for day in dates:
        midnight = datetime(day.year, day.month, day.day)
        for opening in _openings(calendar, day):
            at = instants.get(midnight + opening.opens * MINUTE, end)
            closes = instants.get(midnight + opening.closes * MINUTE, end)
            while at < closes:
                found.add(at)
                at += MINUTE
    return {at for at in found if start <= at < end}


def _clock_faces(
    zone: ZoneInfo, start: datetime, end: datetime
) -> tuple[dict[datetime, datetime], set[date]]:
    """What a clock on the wall shows, minute by minute, and when it shows it first; a time it jumps
    over is as long after the jump as it would have been. And the dates that the clock shows."""
    instants: dict[datetime, datetime] = {}
    dates: set[date] = set()
    at, expected = start, start.astimezone(zone).replace(tzinfo=None)
    while at < end:
        shown = at.astimezone(zone).replace(tzinfo=None)
        jumped = at
        while expected < shown:
            instants.setdefault(expected, jumped)
            expected += MINUTE
            jumped += MINUTE
        instants.setdefault(shown, at)
        dates.add(shown.date())
        at, expected = at + MINUTE, shown + MINUTE
    return instants, dates


def _openings(calendar: Calendar, day: date) -> tuple[Opening, ...]:
    for other in calendar.other_hours:
        if other.date == day:
            return other.openings
    if day in calendar.closed:
        return ()
    country, _, region = calendar.holidays.partition("-")
    if country and day in holidays.country_holidays(country, subdiv=region or None):
        return ()
    return calendar.week[day.weekday()]
