"""Calendars, zones and instants to draw from, with a liking for days on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from bot.business_hours import Calendar, DateHours, Opening, OverlappingOpenings

ZONES = (
    "UTC",
    "Europe/Copenhagen",
    "Europe/London",
    "America/Denver",
    "America/New_York",
    "Australia/Melbourne",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Pacific/Kiritimati",
)
CHANGES = (
    ("Europe/Copenhagen", date(2026, 3, 29)),
    ("Europe/Copenhagen", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Pacific/Apia", date(2011, 9, 24)),
    ("Pacific/Kiritimati", date(1994, 12, 31)),
    ("Pacific/Kwajalein", date(1993, 8, 21)),
    ("America/Sao_Paulo", date(2018, 2, 17)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Africa/Casablanca", date(2026, 2, 15)),
)
CODES = ("", "DK", "GB-SCT", "US-CO", "AU-VIC")
SPANS = st.timedeltas(timedelta(), timedelta(days=400))

_places = st.one_of(
    st.tuples(st.sampled_from(ZONES), st.dates(date(1990, 1, 1), date(2039, 12, 31))),
    st.sampled_from(CHANGES),
)


# Made once: a strategy that is made at each draw costs more than what it draws.
_sizes = st.sampled_from((0, 2, 2, 4))
_minutes = {
    size: st.lists(st.integers(0, 96), min_size=size, max_size=size, unique=True)
    for size in (0, 2, 4)
}
_quarters = {
    size: cuts.map(lambda found: [15 * n for n in found]) for size, cuts in _minutes.items()
}
_booleans = st.booleans()
_codes = st.sampled_from(CODES)


@st.composite
def _days(draw: st.DrawFn) -> list[Opening]:
    """Up to two openings that end on their date, or at its end."""
    size = draw(_sizes)
    cuts = _quarters if draw(_booleans) else _minutes
    minutes = sorted(draw(cuts[size]))
    return [Opening(*pair) for pair in zip(minutes[::2], minutes[1::2], strict=True)]


_day = _days()


@st.composite
def _weeks(draw: st.DrawFn) -> tuple[tuple[Opening, ...], ...]:
    week = [draw(_day) for _ in range(7)]
    if not any(week):
        week[draw(st.integers(0, 6))] = [Opening(0, draw(st.integers(1, 1440)))]
    for number, day in enumerate(week):
        following = week[(number + 1) % 7]
        earliest = day[-1].closes if day else 0
        latest = 1440 + (following[0].opens if following else 0)
        if earliest < 1440 < latest and draw(_booleans):
            opens = draw(st.integers(earliest, 1439))
            day.append(Opening(opens, draw(st.integers(1440, min(latest, opens + 1440)))))
    return tuple(map(tuple, week))


_week = _weeks()


@st.composite
def calendars_and_days(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """A calendar, and a midnight in UTC near the dates on which something is special."""
    zone, day = draw(_places)
    week = draw(_week)
    near = st.integers(-2, 4).map(lambda n: day + timedelta(days=n))
    closed = frozenset(draw(st.lists(near, max_size=3)))
    dates = sorted(set(draw(st.lists(near, max_size=2))) - closed)
    other = frozenset(DateHours(d, tuple(openings)) for d in dates if (openings := draw(_day)))
    code = draw(_codes)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    try:
        return Calendar(zone, week, closed, other, code), start
    except OverlappingOpenings:
        return Calendar(zone, week, closed, holidays=code), start


@st.composite
def calendars_and_instants(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """A calendar and an instant within a few days of what is special about it."""
    calendar, start = draw(calendars_and_days())
    return calendar, start + draw(st.timedeltas(timedelta(days=-3), timedelta(days=5)))


@st.composite
def situations(draw: st.DrawFn, spans: int) -> tuple[Calendar, datetime, tuple[timedelta, ...]]:
    """A calendar, an instant, and as many spans of up to a year or so of its business time."""
    calendar, at = draw(calendars_and_instants())
    weekly = timedelta(minutes=sum(o.closes - o.opens for day in calendar.week for o in day))
    return calendar, at, tuple(draw(st.timedeltas(timedelta(), 55 * weekly)) for _ in range(spans))
