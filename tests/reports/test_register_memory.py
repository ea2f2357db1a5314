"""Verifying the register takes no more memory, however long it is."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from bot.reports.proof import verify
from storage.engine import connect
from storage.links import AT_ONCE, ChainReader
from tests.benchmarks.register import filled

pytestmark = pytest.mark.sqlite_file


def peak(folder: Path, decisions: int) -> int:
    """The most bytes held at once while so many decisions are verified."""
    engine = connect(f"sqlite:///{folder / f'{decisions}.db'}")
    filled(engine, decisions)
    with ChainReader(engine).read() as links:
        tracemalloc.start()
        try:
            proof = verify(links.each(), links.head(), links.position_of)
            assert (proof.entries, proof.found, links.unchained()) == (decisions, None, None)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            engine.dispose()


def test_five_times_as_many_decisions_take_no_more_memory(tmp_path: Path) -> None:
    few = peak(tmp_path, AT_ONCE)
    many = peak(tmp_path, 5 * AT_ONCE)

    assert many < 1.5 * few
