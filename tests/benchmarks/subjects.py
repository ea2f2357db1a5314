"""`python -m tests.benchmarks.subjects`: what the intake form's look-ups cost with a thousand and with
a million cases, in one run, into docs/benchmarks.md."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from statistics import median

from sqlalchemy import Engine, cast, func, insert, literal, select, text
from sqlalchemy import Text as TextType

from bot.case.escalation import Escalation
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.priority import Priority
from bot.case.states import CloseReason
from bot.case.subject import subjects_of
from handlers.slack.cases.intake_form import built
from handlers.slack.forms.raise_escalation import Prefill
from storage.escalations import to_values
from storage.schema import upgrade
from storage.statements import columns
from storage.tables import EscalationRow, SubjectRow
from storage.work import DatabaseStorage
from tests.benchmarks.apps import settle
from tests.benchmarks.client import REQUESTER
from tests.benchmarks.counting import Now
from tests.benchmarks.databases import unlimited
from tests.benchmarks.on_both import costs, write_section
from tests.benchmarks.sections import SUBJECTS

SIZES = (1_000, 1_000_000)
TIMES = 200
OPEN_EACH = 20
"""One case of so many is open."""
ALIKE = 5
LINKS = tuple(f"https://reviews.example/r/{n}?utm_source=mail" for n in range(3))
NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
KNOWN = Prefill(kind="executive", account="ACME a/s", links="\n".join(LINKS))
UNKNOWN = Prefill(kind="executive", account="Nobody Ltd", links="https://reviews.example/none")


def a_case(number: int) -> Escalation:
    """One of the customer's, about one of the links."""
    return Escalation(
        EscalationId(number),
        "executive",
        ChannelId("C0EXEC"),
        "executive",
        Priority.P2,
        "Acme: reviews removed",
        "Since the rebrand 212 reviews are hidden.",
        UserId(REQUESTER),
        NOON,
        1,
        account="Acme",
        links=(LINKS[number % len(LINKS)],),
        version=1,
    )


def filled(engine: Engine, count: int) -> DatabaseStorage:
    """A migrated database with so many cases, each about an account and a link; few are open, and
    a few of those are about what is looked up."""
    upgrade(engine)
    storage = DatabaseStorage(engine, Now().now)
    settle(storage)
    table, about = columns(EscalationRow), columns(SubjectRow)
    series = select(literal(1).label("i")).cte(recursive=True)
    series = series.union_all(select(series.c.i + 1).where(series.c.i < count))
    is_open = series.c.i % OPEN_EACH == 0
    with engine.begin() as connection:
        unlimited(connection)
        for state, which in (("open", is_open), ("closed", ~is_open)):
            plain = a_case(1)
            ended = plain.closed(CloseReason.WITHDRAWN, NOON) if state == "closed" else plain
            values = to_values(ended)
            names = [name for name in values if name != "id"]
            types = {name: table.c[name].type for name in names}
            given = [cast(literal(values[name], types[name]), types[name]) for name in names]
            rows = select(series.c.i, *given).where(which)
            connection.execute(insert(table).from_select(["id", *names], rows))
        for sort in ("account", "link"):
            text_of = cast(series.c.i, TextType) + sort
            digest = func.md5(text_of)
            if engine.dialect.name == "sqlite":
                digest = func.lower(func.hex(func.randomblob(16)))
            rows = select(series.c.i, digest, literal(sort), is_open)
            into = ["escalation_id", "digest", "sort", "is_open"]
            connection.execute(insert(about).from_select(into, rows))
    with storage.begin() as work:
        for number in range(count + 1, count + 1 + ALIKE):
            work.escalations.add(a_case(number))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        unlimited(connection)
        connection.execute(text("ANALYZE"))
    return storage


def form(storage: DatabaseStorage, typed: Prefill) -> float:
    """Milliseconds to build the form."""
    started = time.perf_counter()
    with storage.read() as work:
        view = built(work, UserId(REQUESTER), typed, NOON)
    taken = (time.perf_counter() - started) * 1000
    assert ("Already open" in str(view)) == (typed is KNOWN)
    return taken


def lookup(storage: DatabaseStorage, _typed: Prefill) -> float:
    """Milliseconds to find the open cases."""
    wanted = subjects_of(replace(a_case(1), links=LINKS))
    started = time.perf_counter()
    with storage.read() as work:
        found = work.escalations.alike(wanted, limit=50)
    taken = (time.perf_counter() - started) * 1000
    assert len(found) == ALIKE
    return taken


WHAT: Mapping[str, tuple[Callable[[DatabaseStorage, Prefill], float], Prefill]] = {
    "same subject, five found": (lookup, KNOWN),
    "intake form, three shown": (form, KNOWN),
    "intake form, nothing found": (form, UNKNOWN),
}


def measured(engines: Mapping[int, Engine]) -> dict[str, dict[int, float]]:
    """The sizes take turns."""
    stores = {size: filled(engine, size) for size, engine in engines.items()}
    taken: dict[str, dict[int, list[float]]] = {w: {size: [] for size in stores} for w in WHAT}
    for turn in range(-5, TIMES):
        for what, (measure, typed) in WHAT.items():
            for size, storage in stores.items():
                milliseconds = measure(storage, typed)
                if turn >= 0:
                    taken[what][size].append(milliseconds)
    return {w: {size: median(each) for size, each in by.items()} for w, by in taken.items()}


HEAD = """
Written by `make bench-subjects`, in one run. While the intake form is open, what is open on the same
account or link is looked up, among so many cases, of which one in {each} is open. The sizes take
turns; each figure is the median of {times}. Read the ratios: the milliseconds are this machine's.

| | |
|---|---|
{machine}

"""
TABLE = ["| | 1,000 cases | 1,000,000 cases | ratio |", "|---|--:|--:|--:|"]


Found = Mapping[str, Mapping[str, Mapping[int, float]]]
"""Milliseconds by database, by what was done, by how many cases there are."""


def section(machine: Sequence[tuple[str, str]], found: Found) -> str:
    """The section of the page."""
    lines = "\n".join(f"| {name} | {value} |" for name, value in machine)
    rows = []
    for database, by in found.items():
        for what, taken in by.items():
            few, many = (taken[size] for size in SIZES)
            rows.append(f"| {database}, {what} | {few:.2f} ms | {many:.2f} ms | {many / few:.2f} |")
    tail = (
        "`tests/storage/test_subjects.py` keeps that the look-up goes by its index, in its order."
    )
    head = HEAD.format(each=OPEN_EACH, times=TIMES, machine=lines)
    return SUBJECTS + head + "\n".join([*TABLE, *rows, "", tail]) + "\n"


def main() -> None:
    write_section(
        "tests.benchmarks.subjects",
        __doc__,
        SUBJECTS,
        lambda folder: costs(folder, SIZES, measured),
        section,
    )


if __name__ == "__main__":
    main()
