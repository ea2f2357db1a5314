"""An instant as people type it at the start of a message: "tomorrow 14:00", "1 Dec", "in 2 hours".

What could mean two things is refused rather than guessed, and so is a date with half a time behind
it: somebody who is told so types it again; a misreading is noticed on the day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.business_hours import FIRST_YEAR, LAST_YEAR
from bot.case.text import clean_line
from bot.when import forms
from bot.when.dates import NoTime, number_typed, past, read_date, short
from bot.when.zones import read_zone, refuse_later_zone, typed_zone

__all__ = ["NoTime", "When", "nine_o_clock", "read_past_when", "read_when"]

_ASK_TIME = "At what time is that? Write it with one, like today 17:00 or tomorrow 5pm."
_REFUSED = (
    (
        forms.form(r"(?:midnight|12(?::00)?~a(?:m|\.m\.)|24:00)$"),
        "Midnight can be where a day begins or ends. Write the date with 00:00 or 23:59.",
    ),
    (
        forms.form("(?:the )?(?:eod|eob|cob|(?:end|close) of (?:the |my )?(?:day|business))$"),
        "I don't know when your day ends. Write a time, like today 17:00 or tomorrow 17:00.",
    ),
    (forms.form("(?:tonight|this (?:morning|afternoon|evening))$"), _ASK_TIME),
)
_READABLE = "tomorrow, monday 14:00, 2026-12-01, 2026-12-01 17:00, or in 3 days"


@dataclass(frozen=True, slots=True)
class When:
    """An instant that somebody typed, and what they typed after it.

    `at` is in UTC. `has_time` is false where only a date was given and `at` is its opening. `zone`
    is the name of the time zone that was typed with it, '' for none or a mere offset: it says how
    they read the instant, not which it is.
    """

    at: datetime
    has_time: bool
    rest: str
    zone: str = field(default="", compare=False)


def nine_o_clock(zone: ZoneInfo) -> Callable[[date], datetime]:
    """The opening of people without an office: nine in the morning on their wall."""
    return lambda day: datetime.combine(day, time(9), zone).astimezone(UTC)


def read_when(
    text: str, now: datetime, zone: ZoneInfo, opening: Callable[[date], datetime]
) -> When:
    """The longest date or time at the start of a text, as somebody in `zone` means it.

    A date without a time means `opening` of it. A wall time that a clock jumps over moves forward
    by the gap, one that comes twice is the first. The instant may lie in the past. Raises NoTime.
    """
    lead = forms.LEAD.match(text)
    body, sure = (text[lead.end() :], bool(lead.group().strip())) if lead else (text, False)
    try:
        when = _from_now(body, now) or _on_a_date(
            body, now.astimezone(zone).date(), zone, opening, sure=sure
        )
    except OverflowError:
        raise _too_far(body) from None
    if when is None:
        raise NoTime(f"I can't read a date in '{short(text)}'. Say it like: {_READABLE}.")
    if not FIRST_YEAR < when.at.year < LAST_YEAR:
        raise _too_far(body)
    return when


def read_past_when(
    text: str, now: datetime, zone: ZoneInfo, opening: Callable[[date], datetime]
) -> When:
    """As `read_when`, of something that has happened: a weekday or a date without its year is the
    last one, and "today" is by now. The instant may still lie ahead, where the text says so.
    Raises NoTime."""
    if ago := forms.AGO.match(text):
        unit, count = ago["unit"][0].lower(), int(ago["count"])
        span = timedelta(hours=count) if unit == "h" else timedelta(days=count)
        return When((now - span * (7 if unit == "w" else 1)).astimezone(UTC), unit == "h", "")
    if forms.JUST_TODAY.fullmatch(text):
        return When(now.astimezone(UTC), False, "")
    text = forms.LAST.sub("", text, count=1)
    when = read_when(text, now, zone, opening)
    if when.at <= now or any(said.match(text) for said in forms.FROM_NOW):
        return when
    for back in (timedelta(days=7), timedelta(days=366), timedelta(days=8 * 366)):
        earlier = read_when(text, now - back, zone, opening)
        if earlier.at <= now:
            return earlier
    return when


def _from_now(body: str, now: datetime) -> When | None:
    if hours := forms.IN_HOURS.match(body):
        span = timedelta(hours=number_typed(hours), minutes=int(hours["minutes"] or 0))
        return When((now + span).astimezone(UTC), True, _rest(body[hours.end() :]))
    if minutes := forms.IN_MINUTES.match(body):
        span = timedelta(minutes=number_typed(minutes, otherwise=30))
        return When((now + span).astimezone(UTC), True, _rest(body[minutes.end() :]))
    return None


def _on_a_date(
    body: str, today: date, zone: ZoneInfo, opening: Callable[[date], datetime], *, sure: bool
) -> When | None:
    part = None
    clock = _clock(body, zone, dotted=sure and not forms.MAY_BE_DATE.match(body))
    if clock is not None:
        on = forms.TO_DATE.match(clock.after)
        said = on is not None and bool(on.group().strip(" .,"))
        dated = read_date(past(forms.TO_DATE, clock.after), today, sure=said)
        day, after = dated or (today, clock.after)
        if dated and not clock.has_zone:
            clock = _zoned(clock.at, after, zone)  # "17:00 11 Dec UTC"
            after = clock.after
    else:
        dated = read_date(body, today, sure=sure)
        if dated is None:
            _refuse_either(body, sure=sure)
            return None
        day, after = dated
        part = forms.PART_OF_DAY.match(after)
        after = after[part.end() :] if part else after
        iso = forms.ISO.match(body) is not None
        clock = _clock(past(forms.TO_TIME, after), zone, iso=iso, dotted=True)
        after = clock.after if clock else after
    if not FIRST_YEAR < day.year < LAST_YEAR:
        raise _too_far(body)
    if clock is not None:
        if not clock.has_zone:
            refuse_later_zone(after)
        at = datetime.combine(day, clock.at, clock.zone[0])
        return When(at.astimezone(UTC), True, _rest(after), clock.named)
    if forms.STRAY_TIME.match(after):
        raise NoTime(f"I can't read a time in '{short(after)}'. Write it like 17:00 or 5pm.")
    if typed_zone(after, after_time=False):
        raise NoTime("A zone belongs to a time. Write one before it, like 17:00 UTC.")
    if forms.TODAY.match(body) or (part and part[1].lower() != "morning"):
        raise NoTime(_ASK_TIME)
    return When(opening(day).astimezone(UTC), False, _rest(after))


def _refuse_either(body: str, *, sure: bool) -> None:
    """Raises NoTime for what can be the 3rd of November as well as eleven past three."""
    if sure and (either := forms.MAY_BE_DATE.match(body)):
        words = "could be a date or a time: write it like 3 Nov or 03:11."
        raise NoTime(f"{either[1]} {words}")


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time of day and its zone with the text after both. `has_zone`: whether one was typed."""

    at: time
    zone: tuple[tzinfo, str]
    has_zone: bool

    @property
    def after(self) -> str:
        return self.zone[1]

    @property
    def named(self) -> str:
        zone = self.zone[0]
        if not self.has_zone:
            return ""
        return "UTC" if zone is UTC else getattr(zone, "key", "")


def _clock(text: str, zone: tzinfo, *, iso: bool = False, dotted: bool = False) -> _Clock | None:
    """The time of day that a text begins with; `dotted` where 17.00 can be one."""
    for refused, words in _REFUSED:
        if refused.match(text):
            raise NoTime(words)
    if noon := forms.NOON.match(text):
        return _zoned(time(12), text[noon.end() :], zone, iso=iso)
    found = forms.KLOKKEN.match(text) or forms.UHR.match(text)
    if found is None and dotted:
        found = forms.DOTTED_TIME.match(text)
    if found is None:
        found = forms.TIME.match(text)
        if found is None or not (found["minute"] or found["half"]):
            return None
    parts = found.groupdict()
    hour, half = int(parts["hour"]), (parts.get("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 24
    try:
        clock = time(hour, int(parts["minute"] or 0), int(parts.get("second") or 0))
    except ValueError:
        raise NoTime(f"There is no {clean_line(found.group())}.") from None
    return _zoned(clock, text[found.end() :], zone, iso=iso)


def _zoned(clock: time, after: str, zone: tzinfo, *, iso: bool = False) -> _Clock:
    read = read_zone(after, zone, iso=iso)
    return _Clock(clock, read, has_zone=read[1] != after)


def _rest(after: str) -> str:
    return past(forms.ATTACHED, after).strip()


def _too_far(text: str) -> NoTime:
    return NoTime(f"'{short(text)}' is too far away. Write a year from 1971 to 2099.")
