"""`python -m tests.benchmarks.business_time`: business time beside other libraries, in one run, into
docs/benchmarks.md. It needs what requirements-bench.lock has; `make bench-time` sees to that."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from bot.business_hours import between
from bot.business_hours.public_holidays import holidays_of_year
from bot.business_hours.timetables import _kept
from bot.policy.calendars import calendar_of
from tests.benchmarks.contestants import OFFICE, ZONE, Contestant, everybody, in_utc
from tests.benchmarks.machine import facts
from tests.benchmarks.sections import BUSINESS_TIME, PAGE, with_section

ROUNDS = 9
TURN = 0.02
"""Seconds that a contestant's turn takes in a round, or one pass where that takes longer."""
MOST = 500
FIRST = "ours, first asked"
SPANS = {
    "an hour": timedelta(hours=1),
    "a week": timedelta(weeks=1),
    "a year": timedelta(weeks=52),
    "ten years": timedelta(weeks=522),
}
STARTS = ("2026-06-08 10:30", "2026-06-10 09:00", "2026-06-11 16:30", "2026-06-12 13:15")
"""A Monday, a Wednesday, a Thursday half an hour before the end, a Friday: all in opening hours."""
ODD_STARTS = ("2026-06-13 12:00", "2026-06-09 20:00", "2026-12-24 10:00", "2027-01-01 12:00")
"""A Saturday, an evening, a closed date, a public holiday: asked in the comparison, not timed."""
MARGIN = timedelta(microseconds=1)


@dataclass(frozen=True)
class Question:
    """From one instant to another, and how much business time that is."""

    start: datetime
    end: datetime
    span: timedelta


@dataclass(frozen=True)
class Row:
    """Microseconds an answer takes, by contestant, and their ratios to ours: medians of rounds."""

    micros: Mapping[str, float]
    ratios: Mapping[str, float]


def questions(starts: Sequence[str], length: timedelta) -> list[Question]:
    calendar = calendar_of(OFFICE)
    begun = [datetime.fromisoformat(s).replace(tzinfo=ZONE).astimezone(UTC) for s in starts]
    return [Question(at, at + length, between(calendar, at, at + length)) for at in begun]


def disagreements(others: Sequence[Contestant]) -> list[str]:
    """What the others answer otherwise, a line each. Opening hours in which no clock changes are the
    same in wall time and in UTC, so that nothing but a mistake tells them apart."""
    found = []
    for other in others:
        for name, length in SPANS.items():
            for asked in questions((*STARTS, *ODD_STARTS), length):
                at = f"{asked.start.astimezone(ZONE):%a %Y-%m-%d %H:%M}"
                counted = other.between(other.instant(asked.start), other.instant(asked.end))
                if abs(counted - asked.span) > MARGIN:
                    found.append(
                        f"`{other.name}`, between, {name} from {at}: {counted}, ours {asked.span}"
                    )
                if other.add is not None and asked.span:
                    due = in_utc(other.add(other.instant(asked.start), asked.span))
                    reached = between(calendar_of(OFFICE), asked.start, due)
                    if abs(reached - asked.span) > MARGIN:
                        found.append(
                            f"`{other.name}`, add, {name} from {at}: {due.astimezone(ZONE)}"
                        )
    return found


def _pass(contestant: Contestant, operation: str, asked: list[Question]) -> Callable[[], None]:
    """All questions once, in the contestant's own kind of instants."""
    count, add = contestant.between, contestant.add
    put = [(contestant.instant(q.start), contestant.instant(q.end), q.span) for q in asked]

    def count_all() -> None:
        for start, end, _ in put:
            count(start, end)

    def add_all() -> None:
        assert add is not None
        for start, _, span in put:
            add(start, span)

    return count_all if operation == "between" else add_all


def _forgetful(once: Callable[[], None]) -> Callable[[], None]:
    """Every time as in a process that has just begun: no year and no holiday is known."""

    def forgotten() -> None:
        _kept.cache_clear()
        holidays_of_year.cache_clear()
        once()

    return forgotten


def _taken(once: Callable[[], None], times: int) -> float:
    begun = time.perf_counter()
    for _ in range(times):
        once()
    return (time.perf_counter() - begun) / times


def compared(operation: str, length: timedelta) -> Row:
    """All contestants take turns, each round beginning with another one."""
    asked = questions(STARTS, length)
    able = [c for c in everybody() if operation == "between" or c.add is not None]
    passes = {c.name: (_pass(c, operation, asked), len(asked)) for c in able}
    passes[FIRST] = (_forgetful(_pass(able[0], operation, asked[:1])), 1)
    times = {n: max(1, min(MOST, int(TURN / _taken(p, 2)))) for n, (p, _) in passes.items()}
    names, rounds = list(passes), []
    for turn in range(ROUNDS):
        order = names[turn % len(names) :] + names[: turn % len(names)]
        taken = {n: _taken(passes[n][0], times[n]) / passes[n][1] * 1e6 for n in order}
        rounds.append(taken)
    first = able[0].name
    return Row(
        {n: median(one[n] for one in rounds) for n in names},
        {n: median(one[n] / one[first] for one in rounds) for n in names},
    )


def _table(operation: str, rows: Mapping[str, Row]) -> list[str]:
    names = [n for n in next(iter(rows.values())).micros if n != FIRST]
    ours, *others = names
    lines = [
        f"### `{operation}`",
        "",
        f"| span | ours | {' | '.join(others)} | ours to the fastest of them | {FIRST} |",
        "|---" + "|--:" * (len(others) + 3) + "|",
    ]
    for span, row in rows.items():
        cells = [f"{row.micros[ours]:,.1f} µs"]
        cells += [f"{row.micros[n]:,.1f} µs ({_times(row.ratios[n])})" for n in others]
        cells += [_share(min(row.ratios[n] for n in others)), f"{row.micros[FIRST]:,.0f} µs"]
        lines.append(f"| {span} | {' | '.join(cells)} |")
    return [*lines, ""]


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}×" if ratio >= 20 else f"{ratio:.2f}×"


def _share(ratio: float) -> str:
    """How ours stands to another that takes `ratio` times as long."""
    return f"{_times(ratio)} as fast" if ratio >= 1 else f"{_times(1 / ratio)} as long"


HEAD = """
Written by `make bench-time`, in one run; it makes `.venv-bench` from `requirements-bench.lock` for
the other libraries. Each figure is the median of {rounds} rounds in which all take turns on the same
questions. Read the ratios: the microseconds are this machine's. The aim: for an hour at most twice
as long as the fastest other library, for ten years at least a hundred times as fast.

| | |
|---|---|
{machine}

All count Copenhagen's office hours, Monday to Friday 09:00-17:00, closed on Danish public holidays
and two dates more, from starts in opening hours. `add` adds the business time that `between` finds
in the span. Each is asked in its own kind of datetimes: two of them know wall time only, and turning
instants into it is not timed. They take holidays as a set, which they are quickest with. Ours is
asked often, as in a process that runs; the last column is a process's first question to a calendar,
with the public holidays of its years.

"""
LIMITS = """
What they can't be given is not in the comparison. `business-duration` and `businesstime` know one
interval for all days and no zones, and can't add; so Friday is as long as the other days here. None
has hours for a date of its own. Clocks change outside of these hours: a night shift would meet the
change, and there wall time is an hour off.
"""


def section(machine: Sequence[tuple[str, str]], tables: Sequence[str], odd: Sequence[str]) -> str:
    asked = len(SPANS) * len(STARTS + ODD_STARTS)
    facts_ = "\n".join(f"| {name} | {value} |" for name, value in machine)
    agreeing = [
        "### Do they agree?",
        "",
        f"Before anything is timed, each is asked {asked} questions an operation: all spans, from the starts",
        "that are timed and from a Saturday, an evening, a closed date and a public holiday.",
        *(["These answers differ from ours:", "", *(f"- {line}" for line in odd)] if odd else []),
        *([] if odd else ["All come to the same."]),
    ]
    head = HEAD.format(rounds=ROUNDS, machine=facts_)
    return BUSINESS_TIME + head + "\n".join([*tables, *agreeing]) + "\n" + LIMITS


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.business_time", description=__doc__)
    parser.add_argument("--out", type=Path, default=PAGE)
    options = parser.parse_args()
    others = everybody()[1:]
    machine = facts(*(other.name for other in others), "holidays")
    odd = disagreements(others)
    print("\n".join(odd) or "All answers agree.", flush=True)
    tables: list[str] = []
    for operation in ("add", "between"):
        rows = {span: compared(operation, length) for span, length in SPANS.items()}
        tables += _table(operation, rows)
        print("\n".join(_table(operation, rows)), flush=True)
    page = options.out.read_text(encoding="utf-8")
    written = with_section(page, BUSINESS_TIME, section(machine, tables, odd))
    options.out.write_text(written, encoding="utf-8")
    print(f"Written: docs/{options.out.name}")


if __name__ == "__main__":
    main()
