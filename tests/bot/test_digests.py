"""When a digest is due: as cron means it, in its own time zone, over daylight saving."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.digests import last_time, next_time, starts_before
from bot.policy import Digest

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
SPRING = datetime(2026, 3, 27, 12, tzinfo=UTC)
"""Two days before the clocks go forward in Copenhagen, from 02:00 to 03:00."""
AUTUMN = datetime(2026, 10, 23, 12, tzinfo=UTC)
"""Two days before they go back, from 03:00 to 02:00."""


def digest(cron: str, timezone: str = "Europe/Copenhagen") -> Digest:
    return Digest("U0STORK", ("executive",), cron, timezone)


def times(cron: str, start: datetime, days: int) -> list[datetime]:
    """When the digest goes out in the days from a start, in local time."""
    found, at = [], start
    while (at := next_time(digest(cron), at)) < start + timedelta(days=days):
        found.append(at.astimezone(COPENHAGEN))
    return found


@pytest.mark.parametrize(
    ("field", "weekday"),
    [("0", "Sunday"), ("1", "Monday"), ("5", "Friday"), ("6", "Saturday"), ("7", "Sunday")],
)
def test_weekdays_are_those_of_cron(field: str, weekday: str) -> None:
    found = times(f"0 9 * * {field}", SPRING, 14)
    assert [f"{t:%A %H:%M}" for t in found] == [f"{weekday} 09:00"] * 2


def test_monday_to_friday_is_five_days_a_week() -> None:
    weekdays = {f"{t:%a}" for t in times("0 9 * * mon-fri", SPRING, 14)}
    assert weekdays == {"Mon", "Tue", "Wed", "Thu", "Fri"}


@pytest.mark.parametrize("start", [SPRING, AUTUMN])
def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change(start: datetime) -> None:
    assert [f"{t:%H:%M}" for t in times("0 9 * * *", start, 5)] == ["09:00"] * 5


@pytest.mark.parametrize("start", [SPRING, AUTUMN])
@pytest.mark.parametrize("cron", ["30 2 * * *", "0 2 * * *", "59 2 * * *", "0 3 * * *"])
def test_a_daily_digest_goes_out_once_a_day_though_the_hour_is_missing_or_doubled(
    start: datetime, cron: str
) -> None:
    days = [f"{t:%F}" for t in times(cron, start, 5)]
    assert len(days) == len(set(days)) == 5


def test_the_time_is_the_digests_own_zones() -> None:
    melbourne = digest("0 9 * * *", "Australia/Melbourne")
    assert next_time(melbourne, datetime(2026, 6, 1, tzinfo=UTC)) == datetime(
        2026, 6, 1, 23, tzinfo=UTC
    )


def test_the_next_time_is_never_the_present_one() -> None:
    at_nine = datetime(2026, 6, 1, 7, tzinfo=UTC)
    assert next_time(digest("0 9 * * *"), at_nine) == at_nine + timedelta(days=1)
    assert last_time(digest("0 9 * * *"), at_nine) == at_nine - timedelta(days=1)


INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@given(INSTANTS, st.sampled_from(["0 9 * * *", "30 2 * * *", "0 9 * * 7", "0 8 1 * *"]))
def test_the_next_time_is_the_one_after_the_last(now: datetime, cron: str) -> None:
    wanted = digest(cron)
    last, coming = last_time(wanted, now), next_time(wanted, now)
    assert last < now < coming
    assert next_time(wanted, last) in (now.replace(second=0, microsecond=0), coming)


def test_earlier_periods_are_the_crons_and_one_that_began_late_ended_the_one_before_late() -> None:
    monday = datetime(2026, 3, 9, 8, tzinfo=UTC)
    on_days = digest("0 9 * * mon-fri")
    days = [at.astimezone(COPENHAGEN).day for at in starts_before(on_days, monday, monday, 3)]
    assert days == [4, 5, 6]

    late = monday + timedelta(hours=2)
    days = [at.astimezone(COPENHAGEN).day for at in starts_before(on_days, late, late, 2)]
    assert days == [5, 6]


def test_without_a_cron_earlier_periods_are_as_long() -> None:
    day = timedelta(days=1)
    assert starts_before(None, SPRING, SPRING + day, 2) == (SPRING - 2 * day, SPRING - day)
