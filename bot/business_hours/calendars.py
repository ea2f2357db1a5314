"""A calendar: when somewhere is open, as a value that can't be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.business_hours.errors import (
    ContradictoryDates,
    EmptyWeek,
    NeverOpen,
    OverlappingOpenings,
    UnknownTimeZone,
)
from bot.business_hours.openings import DAY, DateHours, Opening
from bot.business_hours.public_holidays import check_code, holidays_of_year
from bot.business_hours.spans import Span, new_year, spans_of_year
from bot.business_hours.written import WEEKDAYS, time_zone

FIRST_YEAR = 1970
LAST_YEAR = 2100
"""The years of UTC that calendars reach; public holidays are known to 2100 and not beyond."""

_WEEK = 7 * DAY
_LONGEST_CLOSED = 366 * 86_400
_FEW = 26
"""So few closed dates can't close a year: it has 52 of each weekday, and no country's public
holidays fall on the same weekday in half of a year's weeks."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weekly hours in a time zone, and the dates that differ.

    `week` has the openings of seven days, Monday first. A date in `other_hours` has those; else one
    in `closed`, or that is a public holiday of the country or region `holidays` ("DK", "GB-SCT", ""
    for none), has no opening; else it has its weekday's. All of this is wall time of `timezone`.

    Raises a BadCalendar that says what is wrong: an empty week, openings that overlap (over
    midnight and the week's end too), an unknown zone or code, a date that is two things, a year
    without an open moment. Two calendars written alike are equal, and share what is worked out.
    """

    timezone: str
    week: tuple[tuple[Opening, ...], ...]
    closed: frozenset[date] = frozenset()
    other_hours: frozenset[DateHours] = frozenset()
    holidays: str = ""
    _by_date: Mapping[date, tuple[Opening, ...]] = field(init=False, repr=False, compare=False)
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        same = (self.timezone, self.week, self.closed, self.other_hours, self.holidays)
        object.__setattr__(self, "_hash", hash(same))
        object.__setattr__(self, "_by_date", {d.date: d.openings for d in self.other_hours})
        _check_zone(self.timezone)
        check_code(self.holidays)
        _check_week(self.week)
        _check_dates(self)
        _check_overlaps_of_dates(self)
        _check_open_each_year(self)

    def __hash__(self) -> int:
        """Worked out once: each question to a calendar looks its timetable up."""
        return self._hash

    def openings_on(self, day: date) -> tuple[Opening, ...]:
        """The openings that begin on a date, in wall time."""
        other = self._by_date.get(day)
        if other is not None:
            return other
        if day in self.closed or day in holidays_of_year(self.holidays, day.year):
            return ()
        return self.week[day.weekday()]

    def spans(self, year: int) -> list[Span]:
        """The open spans of a year of UTC, in seconds since 1970."""
        return spans_of_year(year, ZoneInfo(self.timezone), self.openings_on)


def _check_zone(name: str) -> None:
    try:
        time_zone(name)
    except ValueError as error:
        raise UnknownTimeZone(f"The time zone can't be used: {error}.") from None


def _check_week(week: tuple[tuple[Opening, ...], ...]) -> None:
    if len(week) != 7:
        raise EmptyWeek(f"A week has seven days, Monday first; this one has {len(week)}.")
    if not any(week):
        raise EmptyWeek("The week has no opening hours: on at least one day there must be some.")
    placed = [(n * DAY, o, WEEKDAYS[n]) for n, day in enumerate(week) for o in day]
    placed.sort(key=lambda p: p[0] + p[1].opens)
    midnight, first, weekday = placed[0]
    _check_apart([*placed, (midnight + _WEEK, first, weekday)])


def _check_apart(placed: list[tuple[int, Opening, str]]) -> None:
    """`placed` is in order: a day's midnight in minutes, an opening, the day's name."""
    for (one, earlier, on), (other, later, day) in pairwise(placed):
        if other + later.opens < one + earlier.closes:
            raise OverlappingOpenings(f"The hours {later} of {day} overlap {earlier} of {on}.")


def _check_dates(calendar: Calendar) -> None:
    dates = sorted(d.date for d in calendar.other_hours)
    for one, other in pairwise(dates):
        if one == other:
            raise ContradictoryDates(f"{one} is given other hours twice.")
    both = sorted(calendar.closed.intersection(dates))
    if both:
        raise ContradictoryDates(f"{both[0]} is given other hours and listed as closed as well.")


def _check_overlaps_of_dates(calendar: Calendar) -> None:
    """Other hours against each other, the night before and the next day, as they really come."""
    reached = (d.date for d in calendar.other_hours if FIRST_YEAR <= d.date.year <= LAST_YEAR)
    for day in sorted(reached):
        around = [day + timedelta(days=n) for n in (-1, 0, 1)]
        placed = [
            (n * DAY, o, str(d)) for n, d in enumerate(around) for o in calendar.openings_on(d)
        ]
        _check_apart(sorted(placed, key=lambda p: p[0] + p[1].opens))


def _check_open_each_year(calendar: Calendar) -> None:
    if len(calendar.closed) < _FEW:
        return
    touched = {day.year + n for day in calendar.closed for n in (-1, 0, 1)}
    years = sorted(year for year in touched if FIRST_YEAR <= year <= LAST_YEAR)
    closed_from: int | None = None
    for year, following in pairwise([*years, LAST_YEAR + 2]):
        closed_from = new_year(year) if closed_from is None else closed_from
        for opens, closes in calendar.spans(year):
            _check_gap(closed_from, opens)
            closed_from = closes
        _check_gap(closed_from, new_year(year + 1))
        closed_from = closed_from if following == year + 1 else None


def _check_gap(closes: int, opens: int) -> None:
    if opens - closes > _LONGEST_CLOSED:
        since = date(1970, 1, 1) + timedelta(seconds=closes)
        raise NeverOpen(
            f"The closed dates leave no open moment in the year that begins on {since}."
        )
