"""Counts that a slow day of the machine can't change: statements and calls, never times."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sqlalchemy import Engine

from handlers.answers import Show
from storage.work import DatabaseStorage
from tests.benchmarks.apps import settle
from tests.benchmarks.counting import statements, submit
from tests.benchmarks.journey import escalation, playing

STATEMENTS = 22
CALLS = 12
"""Nine that people see, and three for forms."""


def test_a_submission_takes_few_statements(engine: Engine, storage: DatabaseStorage) -> None:
    settle(storage)
    submit(storage)
    with statements(engine) as found:
        answer = submit(storage)
    assert isinstance(answer, Show)
    assert "ESC-2" in str(answer.view)
    assert len(found) <= STATEMENTS, "\n".join(found)


def test_an_escalation_takes_few_calls(tmp_path: Path) -> None:
    with playing(tmp_path) as slack:
        made = escalation(slack, 1)
    opened = Counter(call.method for call in made)["conversations.open"]
    assert opened == 2, "the requester's and the specialist's, once"
    assert len(made) - opened <= CALLS, "\n".join(f"{m.method}: {m.purpose}" for m in made)
