"""A calendar worked out: its open spans in UTC with running totals, so that a search answers."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from bot.business_hours.calendars import FIRST_YEAR, LAST_YEAR, Calendar
from bot.business_hours.errors import OutOfReach

_MICRO = 1_000_000
_KEPT = 128
"""Calendars whose timetables are kept. A year of office hours takes 4 KiB, one of 24x7 hours 16
bytes."""


@dataclass(frozen=True, slots=True, eq=False)
class Timetable:
    """The open spans of some years in a row of UTC. Never changed: more years make another.

    `opens` has each span's beginning, in microseconds since 1970; `before` how many open
    microseconds lie before it, and at its end how many there are.
    """

    first_year: int
    last_year: int
    opens: array[int]
    before: array[int]

    @property
    def total(self) -> int:
        """Open microseconds of all its years."""
        return self.before[-1]

    def counted(self, at: int) -> int:
        """Open microseconds before an instant of its years."""
        place = bisect_right(self.opens, at) - 1
        if place < 0:
            return 0
        return min(self.before[place] + at - self.opens[place], self.before[place + 1])

    def is_open(self, at: int) -> bool:
        """Whether an instant of its years is in a span."""
        place = bisect_right(self.opens, at) - 1
        return place >= 0 and at - self.opens[place] < self.before[place + 1] - self.before[place]

    def next_open(self, at: int) -> int | None:
        """The first open instant of its years from one of them on, if there is any."""
        if self.is_open(at):
            return at
        place = bisect_right(self.opens, at)
        return self.opens[place] if place < len(self.opens) else None

    def closes(self, at: int) -> int:
        """The end of the span that an open instant of its years is in."""
        place = bisect_right(self.opens, at) - 1
        return self.opens[place] + self.before[place + 1] - self.before[place]

    def first_with(self, counted: int) -> int:
        """The first instant before which so many microseconds, more than none, are open: where that
        is a span's end, the end."""
        place = bisect_left(self.before, counted) - 1
        return self.opens[place] + counted - self.before[place]

    def last_with(self, counted: int) -> int:
        """The last instant before which so many microseconds, less than all, are open: where that
        is a span's beginning, the beginning."""
        place = bisect_right(self.before, counted) - 1
        return self.opens[place] + counted - self.before[place]


@dataclass(slots=True)
class _Kept:
    """Where a calendar's timetable is, and the next larger one put in its place. Two threads that
    enlarge it at once both get what they asked for; one of their tables is made again later."""

    table: Timetable | None = None


def timetable(calendar: Calendar, first_year: int, last_year: int) -> Timetable:
    """A timetable that has at least these years of UTC. Raises OutOfReach."""
    kept = _kept(calendar)
    table = kept.table
    if table is not None and table.first_year <= first_year and last_year <= table.last_year:
        return table
    if first_year < FIRST_YEAR or last_year > LAST_YEAR:
        outside = first_year if first_year < FIRST_YEAR else last_year
        raise OutOfReach(
            f"Calendars reach from {FIRST_YEAR} to {LAST_YEAR}; {outside} is outside of that."
        )
    if table is None:
        table = _years(calendar, first_year, last_year)
    if first_year < table.first_year:
        table = _followed(_years(calendar, first_year, table.first_year - 1), table)
    if last_year > table.last_year:
        table = _followed(table, _years(calendar, table.last_year + 1, last_year))
    kept.table = table
    return table


@lru_cache(maxsize=_KEPT)
def _kept(calendar: Calendar) -> _Kept:  # noqa: ARG001  # the cache's key
    return _Kept()


def _years(calendar: Calendar, first: int, last: int) -> Timetable:
    opens, before, total = array("q"), array("q", [0]), 0
    for year in range(first, last + 1):
        for begins, ends in calendar.spans(year):
            opens.append(begins * _MICRO)
            total += (ends - begins) * _MICRO
            before.append(total)
    return Timetable(first, last, opens, before)


def _followed(one: Timetable, other: Timetable) -> Timetable:
    """Two timetables in a row as one. A span that goes on over the new year stays two."""
    before = array("q", one.before)
    before.extend(one.total + counted for counted in other.before[1:])
    return Timetable(one.first_year, other.last_year, one.opens + other.opens, before)
