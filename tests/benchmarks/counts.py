"""What doesn't depend on the machine's speed: the statements a submission takes."""

from __future__ import annotations

from storage.engine import connect
from storage.work import DatabaseStorage
from tests.benchmarks.apps import prepared
from tests.benchmarks.counting import Now, statements, submit


def per_submission(url: str) -> list[str]:
    """The statements of one submission, on a prepared database."""
    prepared(url)
    engine = connect(url)
    storage = DatabaseStorage(engine, Now().now)
    submit(storage)
    with statements(engine) as found:
        submit(storage)
    engine.dispose()
    return found
