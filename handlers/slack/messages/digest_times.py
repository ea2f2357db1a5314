"""When a digest goes out, as days and a time of day, where its cron says no more than that."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.business_hours import WEEKDAYS

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SIMPLE = re.compile(r"([0-9]{1,2}) ([0-9]{1,2}) \* \* (\S+)")
_NUMBERED = {**{str(n + 1): day for n, day in enumerate(WEEKDAYS)}, "0": "sun"}


def days_and_time(cron: str) -> tuple[tuple[str, ...], str] | None:
    """The days (mon, tue, …) and the time of day of a cron; None where it is more than that."""
    simple = _SIMPLE.fullmatch(" ".join(cron.lower().split()))
    if simple is None:
        return None
    minute, hour, listed = int(simple[1]), int(simple[2]), simple[3]
    days = _days(listed)
    if days is None or minute > 59 or hour > 23:
        return None
    return days, f"{hour:02}:{minute:02}"


def _days(listed: str) -> tuple[str, ...] | None:
    if listed == "*":
        return tuple(WEEKDAYS)
    found = set[str]()
    for part in listed.split(","):
        first, _, last = part.partition("-")
        places = [_NUMBERED.get(end, end) for end in (first, last or first)]
        if any(day not in WEEKDAYS for day in places):
            return None
        start, end = (WEEKDAYS.index(day) for day in places)
        if end < start:
            return None
        found.update(WEEKDAYS[start : end + 1])
    return tuple(day for day in WEEKDAYS if day in found)


def cron_of(days: Sequence[str], time: str) -> str:
    """The cron of these days and this time; '' where there is no day or no time."""
    hour, colon, minute = time.partition(":")
    chosen = [day for day in WEEKDAYS if day in days]
    if not chosen or not colon or not (hour.isdigit() and minute.isdigit()):
        return ""
    return f"{int(minute)} {int(hour)} * * {_listed(chosen)}"


def _listed(chosen: Sequence[str]) -> str:
    if len(chosen) == len(WEEKDAYS):
        return "*"
    in_a_row = _is_in_a_row(chosen)
    return f"{chosen[0]}-{chosen[-1]}" if in_a_row else ",".join(chosen)


def _is_in_a_row(chosen: Sequence[str]) -> bool:
    first, last = WEEKDAYS.index(chosen[0]), WEEKDAYS.index(chosen[-1])
    return len(chosen) > 2 and last - first == len(chosen) - 1


def when(cron: str) -> str:
    """Like "Monday to Friday at 09:00"; '' where it is more than days and a time."""
    found = days_and_time(cron)
    if found is None:
        return ""
    days, time = found
    names = [DAYS[WEEKDAYS.index(day)] for day in days]
    if len(days) == len(WEEKDAYS):
        return f"every day at {time}"
    if _is_in_a_row(days):
        return f"{names[0]} to {names[-1]} at {time}"
    return f"{', '.join(names)} at {time}"
