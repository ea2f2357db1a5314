"""The most bytes held at once while a report is written, and while a register is verified.

It imports no more than it measures: each is run in a process of its own (`tests.support.apart`).
"""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime

from bot.reports.formats import rendered

ROW = {"text": 'Two "words"\nand, a comma', "at": datetime(2026, 3, 3, tzinfo=UTC), "number": 3}


def by_a_report(rows: int, format_: str) -> int:
    """While so many rows are written."""
    tracemalloc.start()
    for _ in rendered((ROW for _ in range(rows)), tuple(ROW), format_):
        pass
    return tracemalloc.get_traced_memory()[1]


def by_a_proof(url: str, decisions: int) -> int:
    """While a register of so many decisions is verified. A report is written without its imports."""
    from bot.reports.proof import verify
    from storage.engine import connect
    from storage.links import ChainReader

    engine = connect(url)
    with ChainReader(engine).read() as links:
        tracemalloc.start()
        proof = verify(links.each(), links.head(), links.position_of)
        assert (proof.entries, proof.found, links.unchained()) == (decisions, None, None)
        held = tracemalloc.get_traced_memory()[1]
    engine.dispose()
    return held
