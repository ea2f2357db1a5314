"""The periods that people ask figures of, with their days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.asked import periods_at

DAYS = st.dates(date(1971, 1, 1), date(2199, 12, 31))
DAY = timedelta(days=1)


def said(today: date) -> dict[str, str]:
    return {days.name: f"{days.first} {days.last}" for days in periods_at(today)}


def test_each_has_the_days_that_its_name_says() -> None:
    """The first of January 2027 is a Friday."""
    assert said(date(2027, 1, 1)) == {
        "Last four weeks": "2026-12-05 2027-01-01",
        "This week so far": "2026-12-28 2027-01-01",
        "Last week": "2026-12-21 2026-12-27",
        "This month so far": "2027-01-01 2027-01-01",
        "Last month": "2026-12-01 2026-12-31",
        "This quarter so far": "2027-01-01 2027-01-01",
        "Last quarter": "2026-10-01 2026-12-31",
        "This year so far": "2027-01-01 2027-01-01",
        "Last year": "2026-01-01 2026-12-31",
    }


@pytest.mark.parametrize(
    ("today", "last_quarter"),
    [
        (date(2028, 5, 31), "2028-01-01 2028-03-31"),
        (date(2028, 2, 29), "2027-10-01 2027-12-31"),
        (date(2026, 12, 31), "2026-07-01 2026-09-30"),
    ],
)
def test_a_quarter_is_three_months(today: date, last_quarter: str) -> None:
    assert said(today)["Last quarter"] == last_quarter


@given(DAYS)
def test_none_ends_before_it_starts_or_after_today_and_the_last_one_ends_where_this_begins(
    today: date,
) -> None:
    found = {days.name: days for days in periods_at(today)}

    assert all(days.first <= days.last <= today for days in found.values())
    for name in ("week", "month", "quarter", "year"):
        assert found[f"Last {name}"].last + DAY == found[f"This {name} so far"].first
        assert found[f"This {name} so far"].last == today
