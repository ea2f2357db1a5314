"""Verifying the register takes no more memory, however long it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.engine import connect
from storage.links import AT_ONCE
from tests.benchmarks.register import filled
from tests.reports.most_held import by_a_proof
from tests.support.apart import apart

pytestmark = pytest.mark.sqlite_file


def peak(folder: Path, decisions: int) -> int:
    """The most bytes held at once while so many decisions are verified."""
    url = f"sqlite:///{folder / f'{decisions}.db'}"
    engine = connect(url)
    filled(engine, decisions)
    engine.dispose()
    return apart(by_a_proof, url, decisions)


def test_five_times_as_many_decisions_take_no_more_memory(tmp_path: Path) -> None:
    few = peak(tmp_path, AT_ONCE)
    many = peak(tmp_path, 5 * AT_ONCE)

    assert many < 1.5 * few
