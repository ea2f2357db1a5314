"""Which part of the books a report is asked for: a period, and queues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.case.errors import RefusalCode, Refused

FIRST_YEAR, LAST_YEAR = 1970, 9998


@dataclass(frozen=True, slots=True)
class Asked:
    """From `since` up to but not at `until`, None where it has no such end; of which queues, by the
    names that cases are kept under, and of which kinds where something is of no queue (what was
    imported). None: of all."""

    since: datetime | None = None
    until: datetime | None = None
    queues: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """A period as people call it, with its first and its last day."""

    name: str
    first: date
    last: date


def periods_at(today: date) -> tuple[Days, ...]:
    """What people ask figures of, the one that is asked most first. Weeks begin on Monday; one that
    isn't over goes up to `today`."""
    day, week = timedelta(days=1), today - timedelta(days=today.weekday())
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    quarter = month.replace(month=month.month - (month.month - 1) % 3)
    before_month, before_quarter = month - day, quarter - day
    quarters_first = before_quarter.replace(day=1, month=before_quarter.month - 2)
    return (
        Days("Last four weeks", today - timedelta(days=27), today),
        Days("This week so far", week, today),
        Days("Last week", week - timedelta(days=7), week - day),
        Days("This month so far", month, today),
        Days("Last month", before_month.replace(day=1), before_month),
        Days("This quarter so far", quarter, today),
        Days("Last quarter", quarters_first, before_quarter),
        Days("This year so far", year, today),
        Days("Last year", year.replace(year=year.year - 1), year - day),
    )


def read_day(text: str, option: str) -> date:
    """The day that an option names, like 2026-11-30. Raises Refused."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, not an instant
    except ValueError:
        raise Refused(
            f"{option} is {text!r}, which is no date like 2026-11-30.",
            code=RefusalCode.NOT_UNDERSTOOD,
        ) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(
            f"{option} is {day}: years go from {FIRST_YEAR} to {LAST_YEAR}.",
            code=RefusalCode.INVALID,
        )
    return day


def read_period(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    """The first and the last day of a period. Raises Refused for one that ends before it starts."""
    first = read_day(since, "--from") if since is not None else None
    last = read_day(until, "--to") if until is not None else None
    if first and last and first > last:
        raise Refused(
            f"The period ends before it starts: --from is {first}, --to is {last}.",
            code=RefusalCode.INVALID,
        )
    return first, last


def read_year(text: str) -> tuple[date, date]:
    """The first and the last day of a year like 2026. Raises Refused."""
    if not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise Refused(
            f"--year is {text!r}, which is no year like 2026.", code=RefusalCode.NOT_UNDERSTOOD
        )
    return read_day(f"{text}-01-01", "--year"), read_day(f"{text}-12-31", "--year")


def instants(
    first: date | None, last: date | None, timezone: str
) -> tuple[datetime | None, datetime | None]:
    """From the start of one day to the end of another, both included, in a zone."""
    zone = ZoneInfo(timezone)
    start = datetime.combine(first, time(), zone).astimezone(UTC) if first else None
    after = last + timedelta(days=1) if last else None
    return start, datetime.combine(after, time(), zone).astimezone(UTC) if after else None
