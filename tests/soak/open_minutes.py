"""Opening hours the slow way: for every minute, whether the office is open by its wall clock."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import holidays

from bot.policy import Duration, Office

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FROM = datetime(2026, 3, 9, tzinfo=UTC)
UNTIL = datetime(2026, 5, 11, tzinfo=UTC)
"""The table's ends: what is due after the four weeks has to be found too."""
ORIGIN = int(FROM.timestamp())
MINUTES = int((UNTIL - FROM).total_seconds()) // 60


def seconds(at: datetime) -> int:
    return int(at.timestamp())


class AllHours:
    """Every second counts, and a day has 24 hours."""

    def add(self, at: int, span: int) -> int:
        return at + span

    def between(self, start: int, end: int) -> int:
        return end - start

    def next_open(self, at: int) -> int:
        return at

    def length(self, duration: Duration) -> int:
        return duration.days * 86_400 + duration.seconds


class OpenMinutes:
    """One bit a minute, and how many are open before each."""

    def __init__(self, office: Office) -> None:
        self._spans = {day: [_span(s) for s in office.hours.get(day, ())] for day in DAYS}
        closed = {date.fromisoformat(d) for d in office.closed} | _holidays(office.holidays)
        self._open = [self._is_open(day, minute, closed) for day, minute in _wall(office.timezone)]
        self._before = [0, *accumulate(self._open)]

    def _is_open(self, day: date, minute: int, closed: set[date]) -> bool:
        if day in closed:
            return False
        return any(a <= minute < b for a, b in self._spans[DAYS[day.weekday()]])

    def _counted(self, at: int) -> int:
        """Open seconds from the table's beginning."""
        minute, second = divmod(at - ORIGIN, 60)
        return self._before[minute] * 60 + (second if self._open[minute] else 0)

    def between(self, start: int, end: int) -> int:
        return self._counted(end) - self._counted(start)

    def add(self, at: int, span: int) -> int:
        """The first second by which so much has passed: a closing time rather than an opening."""
        if span == 0:
            return at
        wanted = self._counted(at) + span
        # The last minute before which less than that had passed is the one in which it passes.
        minute = bisect_left(self._before, -(-wanted // 60)) - 1
        return ORIGIN + minute * 60 + wanted - self._before[minute] * 60

    def next_open(self, at: int) -> int:
        minute = (at - ORIGIN) // 60
        if self._open[minute]:
            return at
        return ORIGIN + self._open.index(True, minute) * 60

    def length(self, duration: Duration) -> int:
        """A day is as long as most days of the week are, of equally common ones the longest."""
        lengths = Counter(sum(b - a for a, b in spans) for spans in self._spans.values() if spans)
        day = max(lengths, key=lambda minutes: (lengths[minutes], minutes))
        return duration.days * day * 60 + duration.seconds


Hours = AllHours | OpenMinutes


def _wall(timezone: str) -> Iterator[tuple[date, int]]:
    """What the wall shows at each minute: the date, and the minute of the day. Clocks change on the
    hour, so that each hour's difference is asked once."""
    zone = ZoneInfo(timezone)
    for hour in range(MINUTES // 60):
        wall = (FROM + timedelta(hours=hour)).astimezone(zone)
        day, first = wall.date(), wall.hour * 60 + wall.minute
        for minute in range(first, first + 60):
            yield (day + timedelta(days=1), minute - 1440) if minute >= 1440 else (day, minute)


def _span(words: str) -> tuple[int, int]:
    opens, closes = words.split("-")
    found = tuple(int(t[:2]) * 60 + int(t[3:]) for t in (opens, closes))
    assert found[0] < found[1], "no office of the nine works over midnight"
    return found[0], found[1]


def _holidays(code: str) -> set[date]:
    country, _, region = code.partition("-")
    if not country:
        return set()
    return set(holidays.country_holidays(country, subdiv=region or None, years=2026))


def tables(offices: Mapping[str, Office]) -> dict[str, OpenMinutes]:
    """Each office's."""
    return {name: OpenMinutes(office) for name, office in offices.items()}


@cache
def usual(zone: str) -> OpenMinutes:
    """Working days from nine to five in a zone: whoever has no office."""
    return OpenMinutes(Office("", zone, hours=dict.fromkeys(DAYS[:5], ("09:00-17:00",))))
