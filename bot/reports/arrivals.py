"""When cases come in: by weekday and hour, as whoever plans shifts asks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
QUARTER = timedelta(minutes=15)
"""No zone's hours begin between two of these."""
_AVERAGE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """An hour of a weekday, in the report's columns: the cases raised in it, over how many such
    days, and how many that is a day. Every hour of the week has its line."""

    weekday: str
    hour: int
    cases: int
    days: int
    average: Decimal | None


COLUMNS = tuple(field.name for field in fields(ArrivalLine))


def by_weekday_and_hour(
    raised: Iterable[tuple[datetime, int]],
    since: datetime | None,
    until: datetime,
    timezone: str,
) -> Sequence[ArrivalLine]:
    """Counts what was raised in each quarter of an hour by the hours of a zone. The days are those
    from `since`, or from the first case without it, up to `until`."""
    zone = ZoneInfo(timezone)
    counts: Counter[tuple[int, int]] = Counter()
    earliest = since
    for at, cases in raised:
        local = at.astimezone(zone)
        counts[local.weekday(), local.hour] += cases
        earliest = min(earliest, at) if earliest is not None else at
    days = _days(earliest, until, zone)
    return [
        ArrivalLine(
            WEEKDAYS[weekday],
            hour,
            counts[weekday, hour],
            days[weekday],
            _average(counts[weekday, hour], days[weekday]),
        )
        for weekday in range(7)
        for hour in range(24)
    ]


def _average(cases: int, days: int) -> Decimal | None:
    return (Decimal(cases) / days).quantize(_AVERAGE, ROUND_HALF_EVEN) if days else None


def _days(since: datetime | None, until: datetime, zone: ZoneInfo) -> Counter[int]:
    """How many of each weekday there are, the first and the last included."""
    if since is None or since >= until:
        return Counter()
    first = since.astimezone(zone).date()
    last = (until - timedelta(microseconds=1)).astimezone(zone).date()
    whole, left = divmod((last - first).days + 1, 7)
    days = Counter(dict.fromkeys(range(7), whole))
    days.update((first + timedelta(days=n)).weekday() for n in range(left))
    return days


def quarter(number: int) -> datetime:
    """The beginning of a quarter of an hour, by how many there were before it since 1970."""
    return datetime(1970, 1, 1, tzinfo=UTC) + number * QUARTER
