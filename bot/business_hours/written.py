"""What an office's file says of its hours, read and refused in plain words: zones, holiday codes,
spans of opening. Each function raises ValueError with words for whoever wrote the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import holidays

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_HOURS = re.compile(
    r"((?:[01][0-9]|2[0-3]):[0-5][0-9])-((?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)", re.ASCII
)


def got(value: object) -> str:
    """A value as the file's reader would recognise it."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return repr(value if len(value) <= 60 else value[:59] + "…")
        case Mapping():
            return "a table"
        case list():
            return "a list"
    return str(value)


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word somebody most likely meant, if one is near."""
    by_lower = {k.lower(): k for k in known}
    near = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[near[0]] if near else None


def text(value: object, needed: str) -> str:
    """A text in quotes. Raises ValueError, with what is needed, for anything else."""
    if isinstance(value, str):
        return value
    raise ValueError(f"{needed} is needed, got {got(value)}")


_AREAS = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe"),
    *("Indian", "Pacific"),
)


@cache
def places() -> frozenset[str]:
    """The names of zones that are places: their clocks change as people's there do."""
    return frozenset(n for n in available_timezones() if n.partition("/")[0] in _AREAS)


def place_zone(name: str) -> str:
    """A zone that offices can be in: a place, or UTC, which says what it is. Raises ValueError for
    one that is only an abbreviation, an offset, or what a machine calls its own."""
    if name in places() or name == "UTC":
        return name
    needed = "a place's time zone like Europe/Copenhagen"
    raise ValueError(f"{needed} is needed, got {got(name)}")


def time_zone(value: object) -> str:
    """A zone's name in the time zone database. Raises ValueError for anything else."""
    needed = "a time zone like Europe/Copenhagen"
    name = text(value, needed)
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        near = closest(name, places())
        hint = f"; did you mean {near}?" if near else ""
        raise ValueError(f"{needed} is needed, got {got(value)}{hint}") from None
    return name


def _regions(country: str) -> tuple[str, ...] | None:
    """The regions with holidays of their own; None for a country that isn't known."""
    # Two letters only: the library answers to stock exchanges and to its own class names as well.
    if re.fullmatch("[A-Z]{2}", country) is None:
        return None
    try:
        return tuple(str(region) for region in holidays.country_holidays(country).subdivisions)
    except NotImplementedError:
        return None


def holiday_code(value: object) -> str:
    """A country, or a country and a region, whose public holidays are known; empty for none.
    Raises ValueError for anything else."""
    needed = "a country like DK or a country and region like GB-SCT"
    code = text(value, needed)
    country, dash, region = code.partition("-")
    regions = _regions(country)
    if code and regions is None:
        raise ValueError(f"{needed} is needed, got {got(value)}")
    if dash and regions is not None and region not in regions:
        shown = ", ".join(regions[:12]) + (", …" if len(regions) > 12 else "")
        known = f"its regions are {shown}" if regions else "it has none"
        raise ValueError(f"{country} has no region {got(region)} with holidays; {known}")
    return code


def minutes_of(hours: str) -> tuple[int, int]:
    """Opening and closing in minutes from midnight; past 24:00 when it closes the next day."""
    opens, closes = (int(t[:2]) * 60 + int(t[3:]) for t in hours.split("-"))
    return opens, closes if closes > opens else closes + 24 * 60


def opening_hours(value: object) -> str:
    """One span of opening; 24:00 may end it, and an earlier end lies on the next day.
    Raises ValueError for anything else."""
    needed = "hours like 09:00-17:00"
    match = _HOURS.fullmatch(text(value, needed))
    if match is None:
        raise ValueError(f"{needed} is needed, got {got(value)}")
    if match[1] == match[2]:
        raise ValueError(f"the hours have no length (all day is 00:00-24:00), got {got(value)}")
    return str(value)
