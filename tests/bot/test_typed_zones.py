"""Under which name a zone is kept that somebody typed with a time."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.when import nine_o_clock, read_when

HERE = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("New York time", "America/New_York"),
        ("US/Eastern", "US/Eastern"),
        ("UTC", "UTC"),
        ("+01:00", ""),
        ("", ""),
        ("for the first time", ""),
    ],
)
def test_the_zone_that_was_typed_is_kept_by_its_name(typed: str, named: str) -> None:
    when = read_when(f"2026-12-01 17:00 {typed}", NOW, HERE, nine_o_clock(HERE))

    assert when.zone == named
