"""What the longest commands are measured on is the same for the same seed, and in order."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.case.identifiers import UserId
from bot.policy.file import read_policy
from bot.reports.rehearsal import rehearse
from bot.verbs.importing.reading import Row, read_rows
from storage.engine import connect
from tests.benchmarks.a_year import (
    FIRST_DAY,
    LAST_DAY,
    PEOPLE,
    a_year,
    earlier_decisions,
    policy_text,
    write_earlier,
)
from tests.benchmarks.three_years import NOW


def test_the_file_is_the_same_for_the_same_seed() -> None:
    first, again, other = (list(earlier_decisions(200, seed)) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_each_row_of_the_file_can_be_imported_and_some_contest_another(tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    write_earlier(file, 400, seed=1)
    with file.open("rb") as lines:
        rows = [*read_rows(lines, NOW)]

    assert len(rows) == 400
    assert [row for row in rows if not isinstance(row, Row)] == []
    assert any(isinstance(row, Row) and row.decision.original_decision for row in rows)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_year_is_spread_over_everybody_and_can_be_replayed(tmp_path: Path, seed: int) -> None:
    tried = read_policy(policy_text(capacity=6, first="1h")).policy
    assert tried is not None
    owners: list[list[UserId | None]] = []
    for name in ("one.db", "two.db"):
        engine = connect(f"sqlite:///{tmp_path / name}")
        storage = a_year(engine, 900, seed)
        days = (FIRST_DAY, LAST_DAY)
        found = rehearse(storage, tried, days, (), NOW + timedelta(days=1), seed)
        owners.append([case.owner for case in found.past.cases])
        engine.dispose()

    assert owners[0] == owners[1]
    assert len(owners[0]) == 900
    assert len(set(owners[0])) == PEOPLE
