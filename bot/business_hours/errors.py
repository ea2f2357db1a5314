"""What can be wrong with a calendar, or with a question put to one: each says it in a sentence."""

from __future__ import annotations


class BadCalendar(ValueError):
    """A calendar that can't be kept. What is wrong is one of the kinds below."""


class BadOpening(BadCalendar):
    """Opening hours that end before they begin, or that no day has room for."""


class OverlappingOpenings(BadCalendar):
    """Two openings that share a moment of wall time."""


class EmptyWeek(BadCalendar):
    """A week in which the calendar never opens, or one that hasn't seven days."""


class ContradictoryDates(BadCalendar):
    """A date that is said to be two things."""


class NeverOpen(BadCalendar):
    """Closed dates that leave a year without an open moment."""


class UnknownTimeZone(BadCalendar):
    """A time zone that isn't in the time zone database."""


class UnknownHolidays(BadCalendar):
    """A code for which no public holidays are known."""


class NaiveInstant(ValueError):
    """A datetime without a zone: which instant it is depends on who reads it."""


class OutOfReach(ValueError):
    """An instant, or an answer, outside the years that calendars reach."""
