"""`python -m tests.benchmarks.sweep`: what a tick costs with a thousand and with a million timers
waiting, in one run, into docs/benchmarks.md."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from statistics import median

from sqlalchemy import Engine, insert, text

from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Person
from bot.due.timers import TOGETHER, run_due
from bot.reminders.about import About, RunNumber, Step, Topic
from bot.reminders.timers import ClockStep, OfferLapse, PlannedNudge
from storage.schema import upgrade
from storage.tables import TimerRow
from storage.timer_rows import NAMES
from storage.work import DatabaseStorage
from tests.benchmarks.apps import settle
from tests.benchmarks.counting import Now
from tests.benchmarks.databases import unlimited
from tests.benchmarks.on_both import costs, write_section
from tests.benchmarks.sections import SWEEP

SIZES = (1_000, 1_000_000)
DUE = 100
IDLE_TICKS = 60
BUSY_TICKS = 15
AT_ONCE = 20_000
PEOPLE = tuple(UserId(f"U0P{n:04d}") for n in range(1_000))
"""Whose reminders wait; each of those that fall due is another one's."""


@dataclass(frozen=True)
class Cost:
    """Milliseconds of a tick, medians, by how many timers wait."""

    idle: Mapping[int, float]
    busy: Mapping[int, float]


def waiting(count: int, since: datetime) -> Iterator[dict[str, object]]:
    """So many timers over the year that begins tomorrow, as cases have them: half are steps of
    service clocks, a fourth the lapses of offers, a fourth reminders of people."""
    year = timedelta(days=365)
    for n in range(count):
        nudge = n % 4 == 3
        due_at = since + timedelta(days=1) + year * (n / count)
        kind = (ClockStep, OfferLapse, ClockStep, PlannedNudge)[n % 4]
        yield {
            "kind": NAMES[kind],
            "due_at": due_at,
            "escalation_id": n // 4 + 1,
            "about": "resolution:most" if kind is not OfferLapse else "",
            "person": PEOPLE[n // 4 % len(PEOPLE)] if nudge else None,
            "run": 1 if nudge else 0,
            "wanted_at": due_at if nudge else None,
            "as_manager": False,
            "at_any_hour": False,
        }


def filled(engine: Engine, count: int, now: datetime) -> DatabaseStorage:
    """A migrated database with people, a policy, and so many timers, none of them due."""
    upgrade(engine)
    storage = DatabaseStorage(engine, Now().now)
    settle(storage)
    run_due(storage, now)
    with storage.begin() as work:
        work.people.put(Person(user, user, "Europe/Copenhagen") for user in PEOPLE)
    left = waiting(count, now)
    while rows := list(islice(left, AT_ONCE)):
        with engine.begin() as connection:
            connection.execute(insert(TimerRow), rows)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # What autovacuum sees to where a bot runs; the tests' server has none.
        words = "ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE timers"
        unlimited(connection)
        connection.execute(text(words))
    return storage


def fall_due(storage: DatabaseStorage, now: datetime) -> None:
    """Has a reminder of each of so many people fall due: each is a message put in the outbox."""
    with storage.begin() as work:
        work.timers.plan(
            PlannedNudge(
                now,
                EscalationId(n + 1),
                PEOPLE[n],
                About(Topic.RESOLUTION, Step.MOST),
                RunNumber(1),
                wanted_at=now,
                at_any_hour=True,
            )
            for n in range(DUE)
        )


def tick(storage: DatabaseStorage, now: datetime, due: int) -> float:
    """Milliseconds of a tick that finds so many timers due."""
    started = time.perf_counter()
    fired = run_due(storage, now)
    taken = (time.perf_counter() - started) * 1000
    assert (fired.count, fired.failures) == (due, ()), "what is due is fired, and nothing else"
    return taken


def measured(engines: Mapping[int, Engine]) -> Cost:
    """The sizes take turns."""
    now = Now().now()
    stores = {size: filled(engine, size, now) for size, engine in engines.items()}
    for storage in stores.values():
        fall_due(storage, now)
        tick(storage, now, DUE)
    idle: dict[int, list[float]] = {size: [] for size in stores}
    busy: dict[int, list[float]] = {size: [] for size in stores}
    for turn in range(max(IDLE_TICKS, BUSY_TICKS)):
        for size, storage in stores.items():
            if turn < BUSY_TICKS:
                fall_due(storage, now)
                busy[size].append(tick(storage, now, DUE))
            if turn < IDLE_TICKS:
                idle[size].append(tick(storage, now, 0))
    return Cost(_medians(idle), _medians(busy))


def _medians(taken: Mapping[int, Sequence[float]]) -> dict[int, float]:
    return {size: median(values) for size, values in taken.items()}


HEAD = """
Written by `make bench-sweep`, in one run. The clock ticks each second and fires what is due by then;
what it costs is to depend on that and not on how much is open. So many timers wait, spread over the
year that begins tomorrow: steps of service clocks, lapses of offers, reminders of people, four a
case. A tick with {due} due puts a message to each of {due} people into the outbox, {together} in a
transaction. The sizes take turns; each figure is the median of {idle} ticks with nothing
due, or of {busy} with {due}. Read the ratios: the milliseconds are this machine's.

| | |
|---|---|
{machine}

"""
TABLE = [
    "| | 1,000 waiting | 1,000,000 waiting | ratio |",
    "|---|--:|--:|--:|",
]


def section(machine: Sequence[tuple[str, str]], found: Mapping[str, Cost]) -> str:
    """The section of the page."""
    head = HEAD.format(
        due=DUE,
        together=TOGETHER,
        idle=IDLE_TICKS,
        busy=BUSY_TICKS,
        machine="\n".join(f"| {name} | {value} |" for name, value in machine),
    )
    rows = []
    for database, cost in found.items():
        for what, taken in (("nothing due", cost.idle), (f"{DUE} due", cost.busy)):
            few, many = (taken[size] for size in SIZES)
            cells = " | ".join(f"{taken[size]:.2f} ms" for size in SIZES)
            rows.append(f"| {database}, {what} | {cells} | {many / few:.2f} |")
    tail = "`tests/benchmarks/test_ratios.py` keeps that each statement of a tick goes by an index."
    return SWEEP + head + "\n".join([*TABLE, *rows, "", tail]) + "\n"


def main() -> None:
    write_section(
        "tests.benchmarks.sweep",
        __doc__,
        SWEEP,
        lambda folder: costs(folder, SIZES, measured),
        section,
    )


if __name__ == "__main__":
    main()
