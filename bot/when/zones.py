"""The zone that people type after a time: read where it is one, asked about where it isn't sure."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.business_hours.written import places
from bot.case.text import clean_line
from bot.when.dates import NoTime, short
from bot.when.forms import form

Zoned = tuple[tzinfo, str]
"""A zone, and the text after it."""

_LEAD = form(r"~(?:[,;–—-]~)?(?:in )?")
_BRACKET = re.compile(r"[\s,;–—-]*[(\[]\s*([^()\[\]]{1,40}?)\s*[)\]]")
_OFFSET = form(r"~([+-])([0-9]{1,2})(?::?([0-9]{2}))?$")
_NAMED_OFFSET = form(r"(?:utc|gmt)~([+−–-])~([0-9]{1,2})(?::?([0-9]{2}))?$")
_UNIVERSAL = form("(?:Z|UTC|GMT|zulu)(?: time)?$")
_PLACE = form(
    r"((?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe"
    r"|Indian|Mexico|Pacific|US)/[\w/+-]+|EST5EDT|CST6CDT|MST7MDT|PST8PDT)"
)
_ABBREVIATED = form(
    "(E[SD]?T|C[SD]T|M[SD]T|P[SD]?T|AK[SD]T|HST|CES?T|EES?T|WES?T|A[ECW][SD]T|NZ[SD]T|MSK|SGT|HKT"
    "|SAST|[BIJKN]ST|(?-i:CT|MT|A[ECW]T|WIB|AoE|CAT|EAT|WAT|GST|PKT|BRT|ART))(?: time)?$"
)
_REGION = form(
    r"((?:(?:north )?american |central european |eastern european |western european |us |u\.s\. )?"
    r"(?:eastern|pacific"
    r"|(?:central|mountain|atlantic)(?= (?:standard|daylight|summer|time)\b|~[,;.)]|~\Z)"
    r"|(?:central|eastern|western) european)(?: (?:standard|daylight|summer))?(?: time)?)$"
)
_TIME_OF = form(r"((?:(?-i:[A-Z])[\w.'’-]* ){1,3})(?:local )?time$")
_LOCAL = form("((?:local|their|your|court|customer['’]?s?) time)$")
_OWN = form("(?:my|our) time$")
_NAME = re.compile(r"([A-Za-z][\w.'’-]*(?: [A-Za-z][\w.'’-]*){0,2})")
_TIME = form(r" (?:local )?time$")
_RANGE = form("[+-][0-9]")
_LATER = re.compile(
    # A zone that stands further on, in capitals: it is not dropped for that.
    r"\b(?:E[SD]T|C[SD]T|M[SD]T|P[SD]T|CES?T|EES?T|WES?T|AE[SD]T|BST|IST|JST|UTC|GMT)\b"
)
_LATER_CITY = re.compile(r"(?:\b[A-Z][\w.'’-]+ ){1,3}time(?=[\s.,;)]*\Z)|\b[A-Z]\w+/[A-Z]\w+")


def read_zone(text: str, zone: tzinfo, *, iso: bool) -> Zoned:
    """The zone that is typed after a time, or else `zone`. Raises NoTime for what may be one and
    can't be read: a zone is never taken for the words after it.

    An offset alone is taken for one where it can't be the other end of a range, as in 09:00-11:00,
    or a number of people, as in +1.
    """
    if (found := _OFFSET.match(text)) and (iso or (found[1] == "+" and found[3])):
        return _offset(found), text[found.end() :]
    if zoned := typed_zone(text):
        return zoned
    if own := _OWN.match(text, _end_of(_LEAD, text)):
        return zone, text[own.end() :]
    if _RANGE.match(text):
        raise NoTime("That looks like a time from and until. Write one time, like 17:00.")
    return zone, text


def refuse_later_zone(text: str) -> None:
    """Raises NoTime where a zone stands further on in what follows a time: it was meant for it."""
    later = _LATER.search(text) or _LATER_CITY.search(text)
    if later is not None:
        raise NoTime(
            f"Is the time meant in {later[0].strip(' (')}? Write the zone right after the time, "
            "like 17:00 UTC, 17:00 Europe/Berlin or 17:00 Berlin time."
        )


def typed_zone(text: str, *, after_time: bool = True) -> Zoned | None:
    """The zone that a text begins with, None where it begins with none. A city's name alone can be
    one only right after a time. Raises NoTime."""
    if bracketed := _BRACKET.match(text):
        inner = _zone_at(bracketed[1], 0, after_time)
        if inner is not None and not inner[1].strip():
            return inner[0], text[bracketed.end() :]
        return None
    return _zone_at(text, _end_of(_LEAD, text), after_time)


def _end_of(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


def _zone_at(text: str, start: int, after_time: bool) -> Zoned | None:
    if found := _NAMED_OFFSET.match(text, start):
        return _offset(found), text[found.end() :]
    if found := _UNIVERSAL.match(text, start):
        return UTC, text[found.end() :]
    if found := _PLACE.match(text, start):
        name = _zone_names().get(found[1].rstrip("-+/").lower())
        if name is None:
            raise NoTime(f"There is no time zone {short(found[1])}; one is Europe/Berlin.")
        return ZoneInfo(name), text[found.end() :]
    if zoned := _city(text, start, after_time):
        return zoned
    for pattern in (_ABBREVIATED, _REGION, _TIME_OF, _LOCAL):
        if found := pattern.match(text, start):
            said = clean_line(found.group() if pattern is _TIME_OF else found[1])
            words = (
                "is the time of more than one place: write it like Europe/Berlin or +01:00."
                if pattern is not _TIME_OF
                else "is no time I know: write it like Berlin time, Europe/Berlin or +01:00."
            )
            raise NoTime(f"{said} {words}")
    return None


def _offset(found: re.Match[str]) -> timezone:
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if offset > timedelta(hours=14) or int(found[3] or 0) > 59:
        raise NoTime(f"There is no offset {clean_line(found.group())}.")
    return timezone(offset if found[1] == "+" else -offset)


def _city(text: str, start: int, after_time: bool) -> Zoned | None:
    """A city that zones are named by: read with "time" behind it, or where it ends the text; else
    asked about, where it is written as a name and right after the time."""
    found = _NAME.match(text, start)
    words = found[1].split(" ") if found else []
    for count in range(len(words), 0, -1):
        said = " ".join(words[:count])
        name = _cities().get(said.rstrip(".").lower())
        if name is None:
            continue
        end = start + len(said)
        if timed := _TIME.match(text, end):
            return ZoneInfo(name), text[timed.end() :]
        is_name = after_time and said[0].isupper() and "," not in text[:start]
        if is_name and not text[end:].strip(" .!)"):
            return ZoneInfo(name), text[end:]
        if is_name:
            raise NoTime(
                f"Is that {said} time? Then write '{said} time'; if not, put a comma before it."
            )
    return None


@cache
def _zone_names() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


@cache
def _cities() -> dict[str, str]:
    """Places by their last name; one that two have is nobody's."""
    found: dict[str, set[str]] = {}
    for name in sorted(places()):
        city = name.rpartition("/")[2].replace("_", " ").lower()
        found.setdefault(city, set()).add(name)
    return {city: min(names) for city, names in found.items() if len(names) == 1}
