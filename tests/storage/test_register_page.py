"""The verifier on docs/register.md: it finds what `register verify` finds."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace

import pytest
from sqlalchemy import Engine, update

from bot.reports.proof import verify
from storage.links import ChainReader
from storage.work import DatabaseStorage
from tests.architecture.source import ROOT
from tests.storage.test_chain import DECISION, DECISIONS, decide
from tests.storage.test_chain_of_imported import IMPORTED, imports
from tests.support.factories import WREN, after

pytestmark = pytest.mark.sqlite_file
PAGE = (ROOT / "docs/register.md").read_text(encoding="utf-8")
(VERIFIER,) = re.findall(r"(?s)```python\n(.*?)```", PAGE)


def run(engine: Engine) -> subprocess.CompletedProcess[str]:
    """The verifier on a SQLite file, as somebody would run it who has copied it."""
    assert engine.url.database
    command = [sys.executable, "-c", VERIFIER, engine.url.database]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def written(storage: DatabaseStorage) -> DatabaseStorage:
    """Four decisions, of which one was erased, and one approved; two from another system."""
    first = decide(storage)
    decide(storage, 2, supersedes=first.id)
    decide(storage, 3)
    with storage.begin() as work:
        work.decisions.add(replace(DECISION, approved_by=WREN))
        work.decisions.erase_texts(first.id, after(days=400))
    imports(storage, 1, 2)
    return storage


@pytest.mark.usefixtures("written")
def test_it_comes_to_the_same_head(engine: Engine) -> None:
    with ChainReader(engine).read() as links:
        proof = verify(links.each(), links.head(), links.position_of)

    done = run(engine)

    assert (done.stdout, done.stderr) == (f"11 {proof.head}\n", "")


@pytest.mark.usefixtures("written")
def test_it_names_what_was_altered(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(update(DECISIONS).where(DECISIONS.c.id == 2).values(message="No"))

    assert run(engine).stderr == "decision 2: not as written\n"


@pytest.mark.usefixtures("written")
def test_it_names_what_was_imported_and_altered(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(update(IMPORTED).where(IMPORTED.c.id == 2).values(links=[]))

    assert run(engine).stderr == "imported_decision 2: not as written\n"


def test_it_has_twenty_lines() -> None:
    assert len(VERIFIER.splitlines()) <= 20
