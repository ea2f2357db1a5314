"""How an office's hours, zone and holidays are written, and what is refused in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.business_hours import written


def refused(read: Callable[[object], object], value: object) -> str:
    with pytest.raises(ValueError, match=r"got|no region") as caught:
        read(value)
    return str(caught.value)


@pytest.mark.parametrize(
    "hours",
    ["9:00-17:00", "09:00", "24:00-08:00", "09:00-25:00", "09:00-24:01", "09:00–17:00", "", 9],
)
def test_hours_are_written_one_way(hours: object) -> None:
    assert refused(written.opening_hours, hours).startswith("hours like 09:00-17:00")


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [
        ("09:00-17:00", (540, 1020)),
        ("00:00-24:00", (0, 1440)),
        ("22:00-06:00", (1320, 1800)),
        ("22:00-00:00", (1320, 1440)),
    ],
)
def test_hours_may_end_at_midnight_or_after(hours: str, minutes: tuple[int, int]) -> None:
    assert written.minutes_of(written.opening_hours(hours)) == minutes


def test_hours_without_length_are_refused() -> None:
    assert "00:00-24:00" in refused(written.opening_hours, "09:00-09:00")


@pytest.mark.parametrize(
    "zone", ["", "Europe", "../etc/passwd", "/etc/localtime", "a" * 400, "a\0b", "Nowhere/City", 1]
)
def test_a_time_zone_is_one_the_world_knows(zone: object) -> None:
    assert refused(written.time_zone, zone).startswith("a time zone like Europe/Copenhagen")


@pytest.mark.parametrize(
    "code", ["", "DK", "GB", "GB-SCT", "US-NY", "US-CO", "AU-VIC", "DE-HH", "IT-MI"]
)
def test_holidays_are_a_country_or_a_country_and_region(code: str) -> None:
    assert written.holiday_code(code) == code


@pytest.mark.parametrize("code", ["Denmark", "dk", "XX", "-SCT", "GB-", "DK-1", "NYSE", "utils"])
def test_other_holiday_codes_are_refused(code: str) -> None:
    assert refused(written.holiday_code, code)
