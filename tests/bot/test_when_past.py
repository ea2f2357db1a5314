"""A date of what has happened, in one's own words."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.when import nine_o_clock, read_past_when


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-03-03T12:00"),
        ("yesterday 14:00", "2026-03-02T14:00"),
        ("monday 9:30", "2026-03-02T09:30"),
        ("last friday 10:00", "2026-02-27T10:00"),
        ("12 Nov 14:00", "2025-11-12T14:00"),
        ("2026-02-01 08:00", "2026-02-01T08:00"),
        ("3 days ago", "2026-02-28T12:00"),
        ("2 hours ago", "2026-03-03T10:00"),
        ("tomorrow 9:00", "2026-03-04T09:00"),
        ("2026-12-01 08:00", "2026-12-01T08:00"),
    ],
)
def test_what_has_happened_is_read_as_the_last_of_its_name_and_never_moved_where_it_says_more(
    text: str, expected: str
) -> None:
    now = datetime(2026, 3, 3, 12, tzinfo=UTC)
    zone = ZoneInfo("UTC")
    found = read_past_when(text, now, zone, nine_o_clock(zone))
    assert found.at == datetime.fromisoformat(expected).replace(tzinfo=UTC)
