"""Root causes of reversals month by month, before and after feedback about one was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.figures.kpis import share_of
from bot.reports.asked import instants

Cause = tuple[str, str]
"""A root cause, and to whom the feedback about it goes ('' where none was asked for)."""


@dataclass(frozen=True, slots=True)
class Done:
    """A feedback item of a cause that was done."""

    item: str
    of: Cause
    at: datetime


@dataclass(frozen=True, slots=True)
class CauseLine:
    """A root cause in a month of the workspace's time zone, in the report's columns: its reversals,
    of how many contested decisions. `before` and `after` are those before and since the cause's
    last item was done, None where none is; `done` names the items done in that month."""

    root_cause: str
    target: str
    month: str
    reversals: int
    contested: int
    value: Decimal | None
    before: int | None
    after: int | None
    done: str


COLUMNS = tuple(field.name for field in fields(CauseLine))


def month_of(at: datetime, timezone: str) -> date:
    """The first day of its month in a zone."""
    return at.astimezone(ZoneInfo(timezone)).date().replace(day=1)


def month_begins(at: datetime, timezone: str) -> datetime:
    """The first instant of its month in a zone."""
    begins = instants(month_of(at, timezone), None, timezone)[0]
    assert begins is not None, "a day has a first instant"
    return begins


def months(since: datetime, end: datetime, timezone: str) -> Iterator[tuple[date, datetime]]:
    """Each month that has a part of this time, with when the next one begins. None of no time."""
    month = month_of(since, timezone)
    begins = instants(month, None, timezone)[0]
    while begins is not None and begins < end:
        after = _next(month)
        begins = instants(after, None, timezone)[0]
        assert begins is not None, "a day has a first instant"
        yield month, begins
        month = after


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


class Causes:
    """Counts reversals one by one."""

    def __init__(self, done: Sequence[Done], timezone: str) -> None:
        self._timezone = timezone
        self._done = done
        self._last: Mapping[Cause, datetime] = {
            one.of: one.at for one in sorted(done, key=lambda one: one.at)
        }
        self._counts: Counter[tuple[Cause, date]] = Counter()
        self._after: Counter[tuple[Cause, date]] = Counter()

    def add(self, of: Cause, at: datetime) -> None:
        """Counts one where it belongs."""
        key = (of, month_of(at, self._timezone))
        self._counts[key] += 1
        last = self._last.get(of)
        self._after[key] += last is not None and at >= last

    def lines(self, contested: Mapping[date, int]) -> Iterator[CauseLine]:
        """A line for each cause and month (of these, in their order) from its first on, also where
        nothing was reversed for it any more."""
        for of in sorted({of for of, _ in self._counts}):
            first = min(month for one, month in self._counts if one == of)
            for month, whole in contested.items():
                if month >= first:
                    yield self._line(of, month, whole)

    def _line(self, of: Cause, month: date, whole: int) -> CauseLine:
        count, after = self._counts[of, month], self._after[of, month]
        is_done = of in self._last
        done = (
            f"{one.item} on {one.at.astimezone(ZoneInfo(self._timezone)).date()}"
            for one in self._done
            if one.of == of and month_of(one.at, self._timezone) == month
        )
        return CauseLine(
            root_cause=of[0],
            target=of[1],
            month=f"{month:%Y-%m}",
            reversals=count,
            contested=whole,
            value=share_of(count, whole),
            before=count - after if is_done else None,
            after=after if is_done else None,
            done="; ".join(done),
        )


def around(
    done: Sequence[Done], reversals: Iterable[tuple[Cause, datetime]]
) -> Mapping[str, tuple[int, int]]:
    """Of each item the reversals of its cause before it was done, and since."""
    found = {one.item: [0, 0] for one in done}
    by_cause: dict[Cause, list[Done]] = {}
    for one in done:
        by_cause.setdefault(one.of, []).append(one)
    for of, at in reversals:
        for one in by_cause.get(of, ()):
            found[one.item][at >= one.at] += 1
    return {item: (before, since) for item, (before, since) in found.items()}
