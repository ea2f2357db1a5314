"""What dates and times look like where people type them: the words, and the patterns."""

from __future__ import annotations

import re

_END = r"(?=\Z|[\s,;!?)–—]|:(?![0-9])|[.…-]+(?:\s|\Z))"
"""Where an expression may end: "monday." but not "monday.com", "mon-fri" or "17:00:5"."""


def form(pattern: str) -> re.Pattern[str]:
    """A pattern in which a space is some space, "~" perhaps some, and "$" an expression's end."""
    pattern = pattern.replace(" ", r"\s++").replace("~", r"\s*+").replace("$", _END)
    return re.compile(pattern, re.IGNORECASE)


DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = {word: n for n, name in enumerate(DAYS) for word in (name, name[:3])}
WEEKDAYS |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_MONTH_NAMES = (
    "january february march april may june july august september october november december"
)
MONTHS = {w: n for n, name in enumerate(_MONTH_NAMES.split(), 1) for w in (name, name[:3])}
MONTHS["sept"] = 9
TOMORROW = ("tomorrow", "tmrw", "tmr", "tmw", "2morrow")
ALSO_ENGLISH = ("sat", "sun", "wed")
_COUNTS = "one two three four five six seven eight nine ten eleven twelve"
NUMBERS = {"a": 1, "an": 1, **{word: n for n, word in enumerate(_COUNTS.split(), 1)}}

LEAD = form(r"~(?:(?:until|till|til|by|on|at) )?")
TO_TIME = form(r"(?:~[.,])?~(?:T(?=[0-9])|(?:at|@)~)?")
TO_DATE = form(r"(?:~[.,])?~(?:on )?")
ISO = form(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:$|(?=T[0-9]))")
DOTTED = form(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})?$")
SLASHED = form(r"[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?$")
_NTH = r"(?P<day>[0-9]{1,2})(?P<nth>st|nd|rd|th)?"
_MONTH, _YEAR = r"(?P<month>[a-z]{3,12})", r"(?:\.?,? (?P<year>[0-9]{4})$)?"
DAY_MONTH = form(rf"(?:the )?{_NTH}(?P<dot>\.)?~(?:of )?{_MONTH}${_YEAR}")
MONTH_DAY = form(rf"{_MONTH}\.?~{_NTH}${_YEAR}")
ALONE = form(
    r"~(?:,?~\Z|[.;:!?–—-]|(?:at )?[0-9]{1,2}(?::[0-9]{2}|~[ap]\.?m\b)|(?:at )?noon|morning)"
)
NEAR = form(r"(?P<after>(?:the )?day after )?(?P<word>[a-z0-9]{3,12})(?:['’]s)?$(?! week$)")
TODAY = form("today$")
YESTERDAY = form("yesterday$")
WEEK = form(r"(?P<head>next week)$(?: (?:on )?(?P<word>[a-z]{3,12})$)?")
WEEKDAY = form(
    r"(?:(?P<which>this|next) )?(?P<word>[a-z]{3,12})$(?! week$)(?: (?P<week>this|next) week$)?"
)
_COUNT = rf"(?:in (?P<word>{'|'.join(NUMBERS)}) |(?:in )?(?P<count>[0-9]{{1,6}})~)"
_HOUR, _MINUTE, _DAY = "(?:h|hrs?|hours?)", "(?:m|mins?|minutes?)", "(?:d|days?|w|wks?|weeks?)"
_NO_MORE = (
    rf"(?: from now)?$(?!~(?:and )?[0-9]+~(?:\Z|(?:{_DAY}|{_HOUR}|{_MINUTE})$))"
    r"(?! (?:ago|before|after|earlier|later|from|and a half)\b)"
)
IN_DAYS = form(rf"{_COUNT}(?P<unit>{_DAY}){_NO_MORE}")
IN_HOURS = form(rf"{_COUNT}{_HOUR}(?:~(?:and )?(?P<minutes>[0-9]{{1,6}})~{_MINUTE})?{_NO_MORE}")
IN_MINUTES = form(rf"(?:{_COUNT}{_MINUTE}|in half an hour){_NO_MORE}")

AGO = re.compile(
    r"\s*(?P<count>[0-9]{1,3})\s*(?P<unit>hours?|days?|weeks?)\s+ago\s*", re.IGNORECASE
)
JUST_TODAY = re.compile(r"\s*(?:today|now|just now)[.!]?\s*", re.IGNORECASE)
LAST = re.compile(r"^\s*last\s+", re.IGNORECASE)
FROM_NOW = (TODAY, IN_DAYS, IN_HOURS, IN_MINUTES, WEEK, re.compile("(?i)tomorrow|the day after"))
"""What says by itself how far from now it is."""

TIME = form(
    r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?)?"
    r"(?:~(?P<half>[ap])(?:m|\.m\.))?(?:$|(?=[+-][0-9]|Z\b))"
)
NOON = form("noon$")
PART_OF_DAY = form("~(?:in the )?(morning|afternoon|evening|night)$")
_COUNTED = r"(?:[a-z’'-]{2,}[a-z](?<![aiu]s)(?<=s)|people|men|women|children|staff|of|more)\b"
STRAY_TIME = form(
    r"(?:~[.,])?~(?:(?:at|@)~[0-9]|[0-9]{1,2}[.:][0-9]{2}|[0-9]{1,4}(?:~(?:\Z|[ap]\.?m\b)|h|-[0-9])"
    # Half a time, "tomorrow 14 for the invoice", but not "monday 3 customers reply".
    r"|(?:[01]?[0-9]|2[0-4])(?=[\s,;:!?])(?! (?!hours|hrs|this\b|its\b)" + _COUNTED + "))"
)
KLOKKEN = form(
    r"(?:kl\.?|klokken|klokka|klockan)~(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?$"
)
UHR = form(r"(?:um )?(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?~Uhr$")
DOTTED_TIME = form(r"(?P<hour>[0-9]{1,2})\.(?P<minute>[0-9]{2})(?:~(?P<half>[ap])(?:m|\.m\.))?$")
MAY_BE_DATE = form(r"((?:0?[1-9]|[12][0-9]|3[01])\.(?:0?[1-9]|1[0-2]))(?!\.)$")
ATTACHED = re.compile(r"[.,:;!?…–—-]*\s*(?:[,:;!?–—-]+\s*)?")
