"""Taking over decisions of another system: all of them or none, and each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.case.imported import case_named
from bot.ports import Work
from bot.verbs.importing.reading import Row, RowProblem


@dataclass(frozen=True, slots=True)
class Compared:
    """The rows of a file beside what is known: those that are new, how many were imported before,
    and what is wrong."""

    new: Sequence[Row]
    known: int
    problems: Sequence[RowProblem]


def compare(work: Work, rows: Sequence[Row]) -> Compared:
    """Which rows are new. One that was imported before and says something else is a problem, and
    so is an original that there isn't, or that was decided later than its appeal."""
    known = work.imported.digests([row.decision.external_id for row in rows])
    new = [row for row in rows if row.decision.external_id not in known]
    problems = [
        RowProblem(row.line, f"{row.decision.external_id} was imported before with other content.")
        for row in rows
        if known.get(row.decision.external_id, row.decision.digest) != row.decision.digest
    ]
    problems += _of_originals(work, rows)
    return Compared(new, len(rows) - len(new), problems)


def import_decisions(
    work: Work, rows: Sequence[Row], now: datetime, told: Callable[[int], None] = lambda _: None
) -> int:
    """Keeps these decisions, of which none is known; how many. `told` hears, each time, how many
    more are kept. Raises LostRace where one has come in meanwhile."""
    work.imported.add([row.decision for row in rows], now, told)
    return len(rows)


def _of_originals(work: Work, rows: Sequence[Row]) -> Iterator[RowProblem]:
    here = {row.decision.external_id: row.decision.decided_at for row in rows}
    named = {row.decision.original_decision for row in rows} - {""}
    there = work.imported.decided_at([name for name in named if name not in here])
    ours = work.decisions.first_decided_at(
        [case for name in named if name not in here and (case := case_named(name)) is not None]
    )
    by_reference = {f"ESC-{case}": at for case, at in ours.items()}
    at: Mapping[str, datetime] = {**by_reference, **there, **here}
    for row in rows:
        yield from _of_original(row, at)


def _of_original(row: Row, at: Mapping[str, datetime]) -> Iterable[RowProblem]:
    name = row.decision.original_decision
    if not name:
        return
    decided = at.get(name) or at.get(name.upper())
    if decided is None:
        what = "no decision of ours" if case_named(name) else "neither in the file nor imported"
        yield RowProblem(row.line, f"original_decision is {name}, which is {what}.")
    elif decided > row.decision.decided_at:
        yield RowProblem(row.line, f"original_decision {name} was decided later than the row.")
