"""From wall time to time: a year of opening hours as spans between instants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import chain
from zoneinfo import ZoneInfo

from bot.business_hours.openings import DAY, Opening

Span = tuple[int, int]
"""From an instant to a later one, in seconds since 1970 in UTC; the end is not part of it."""

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # wall time
_EDGE = 3
"""Days: no zone is further from UTC than 14 hours, and no shift ends later than 48:00."""


def spans_of_year(
    year: int, zone: ZoneInfo, openings_on: Callable[[date], tuple[Opening, ...]]
) -> list[Span]:
    """The open spans of one year of UTC, in order, apart from each other, and cut at its ends.

    An opening belongs to the date on which it begins: a closed date has no shift that begins on it,
    and a shift from the day before ends as on any day. A date that the zone skipped has no opening.
    """
    begins, ends = new_year(year), new_year(year + 1)
    first = date(year, 1, 1).toordinal() - _EDGE
    last = date(year, 12, 31).toordinal() + _EDGE
    days = (_spans_of_day(day, zone, openings_on) for day in range(first, last + 1))
    cut = ((max(opens, begins), min(closes, ends)) for opens, closes in chain.from_iterable(days))
    return _joined(sorted((opens, closes) for opens, closes in cut if opens < closes))


def new_year(year: int) -> int:
    """The instant at which a year of UTC begins, in seconds since 1970."""
    return (date(year, 1, 1) - _EPOCH.date()).days * 86_400


def _spans_of_day(
    day: int, zone: ZoneInfo, openings_on: Callable[[date], tuple[Opening, ...]]
) -> Iterator[Span]:
    midnight = datetime.fromordinal(day)
    openings = openings_on(midnight.date())
    if openings and _instant(midnight, 0, zone) < _instant(midnight, DAY, zone):
        for opening in openings:
            yield _instant(midnight, opening.opens, zone), _instant(midnight, opening.closes, zone)


def _instant(midnight: datetime, minute: int, zone: ZoneInfo) -> int:
    """The instant of a wall time. The offset for fold 0 is the rule: a time that does not exist
    moves forward by the gap, one that exists twice is the first."""
    local = midnight + _length(minute)
    offset = zone.utcoffset(local)
    assert offset is not None, "a zone knows its offset at any time"
    wall = local - _EPOCH
    return (wall.days - offset.days) * 86_400 + wall.seconds - offset.seconds


@cache
def _length(minutes: int) -> timedelta:
    """Kept: there are few, and making one takes longer than all else about an instant."""
    return timedelta(minutes=minutes)


def _joined(spans: list[Span]) -> list[Span]:
    """Spans that touch or share time become one. Some share time where a clock was put forward:
    01:00-02:30 ends at 03:30 then, after 03:00-05:00 has begun."""
    found: list[Span] = []
    for opens, closes in spans:
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], closes))
        else:
            found.append((opens, closes))
    return found
