"""When cases come in, by the hours of a zone."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from bot.reports.arrivals import ArrivalLine, by_weekday_and_hour, quarter


def line(
    raised: list[tuple[datetime, int]],
    weekday: str,
    hour: int,
    zone: str = "Europe/Copenhagen",
    since: datetime | None = None,
    until: datetime = datetime(2026, 4, 6, tzinfo=UTC),
) -> ArrivalLine:
    lines = by_weekday_and_hour(raised, since, until, zone)
    assert len(lines) == 7 * 24
    return next(one for one in lines if (one.weekday, one.hour) == (weekday, hour))


def test_an_hour_is_the_zones_own_before_and_after_the_clocks_change() -> None:
    before = datetime(2026, 3, 23, 8, tzinfo=UTC)
    after = datetime(2026, 3, 30, 7, tzinfo=UTC)

    found = line(
        [(before, 1), (after, 2)], "Monday", 9, since=datetime(2026, 3, 22, 23, tzinfo=UTC)
    )

    # Two Mondays from the 23rd of March, the 30th among them; April begins with the third.
    assert found == ArrivalLine("Monday", 9, 3, 3, Decimal("1.00"))


def test_a_zone_between_the_hours_is_told_apart_too() -> None:
    at = datetime(2026, 3, 30, 3, 30, tzinfo=UTC)

    assert line([(at, 1)], "Monday", 9, "Asia/Kolkata").cases == 1
    assert line([(at, 1)], "Monday", 9, "Asia/Kathmandu").cases == 1


def test_where_nothing_came_in_every_hour_says_so() -> None:
    since, until = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)

    found = line([], "Sunday", 23, "UTC", since, until)

    assert found == ArrivalLine("Sunday", 23, 0, 1, Decimal("0.00"))
    assert line([], "Sunday", 23, "UTC").average is None


def test_quarters_of_an_hour_are_counted_from_1970() -> None:
    assert quarter(5) == datetime(1970, 1, 1, 1, 15, tzinfo=UTC)
