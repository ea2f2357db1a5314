"""`escalations register verify`: what it prints, and its exit code."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, update
from typer.testing import CliRunner, Result

from bot.app.cli import app
from bot.case.chain import NOTHING_BEFORE
from storage.work import DatabaseStorage
from tests.storage.test_chain import DECISIONS, decide
from tests.storage.test_chain_of_imported import imports


def verify(url: str, *words: str) -> Result:
    return CliRunner().invoke(app, ["register", "verify", *words], env={"DATABASE_URL": url})


def test_of_an_empty_register_it_says_so(database_url: str) -> None:
    done = verify(database_url)

    assert (done.exit_code, done.stdout) == (
        0,
        f"0 decisions in 0 entries, nothing altered.\nHead: {NOTHING_BEFORE}\n",
    )


def test_it_says_how_many_there_are_and_the_head(
    storage: DatabaseStorage, database_url: str
) -> None:
    decide(storage)
    with storage.read() as work:
        noted = work.decisions.head().digest
    decide(storage, 2)
    imports(storage, 1)
    with storage.read() as work:
        head = work.decisions.head().digest

    done = verify(database_url, "--head", noted)

    assert (done.exit_code, done.stdout) == (
        0,
        f"2 decisions and 1 imported in 5 entries, nothing altered.\nHead: {head}\n",
    )


def test_it_names_the_first_record_that_was_altered(
    storage: DatabaseStorage, engine: Engine, database_url: str
) -> None:
    for case in (1, 2, 3):
        decide(storage, case)
    with engine.begin() as connection:
        connection.execute(update(DECISIONS).where(DECISIONS.c.id > 1).values(outcome="upheld"))

    done = verify(database_url)

    assert done.exit_code == 1
    assert done.stderr == (
        "Decision 2 of ESC-2 (entry 3) was altered.\nIn order up to there: 1 decision in 2 entries.\n"
    )


@pytest.mark.usefixtures("storage")
def test_a_head_that_was_noted_and_is_gone_is_told(database_url: str) -> None:
    done = verify(database_url, "--head", "ab" * 32)

    assert done.exit_code == 1
    assert f"The head {'ab' * 32} is in it no more" in done.stderr


@pytest.mark.usefixtures("storage")
@pytest.mark.parametrize("noted", ["", " ", "ab", "xy" * 32])
def test_what_is_no_head_is_said_rather_than_looked_for(database_url: str, noted: str) -> None:
    done = verify(database_url, "--head", noted)

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"--head is {noted!r}, which is no digest: 64 hexadecimal digits.\n"


def test_a_head_is_known_in_whichever_case(storage: DatabaseStorage, database_url: str) -> None:
    decide(storage)
    with storage.read() as work:
        noted = work.decisions.head().digest

    assert verify(database_url, "--head", noted.upper()).exit_code == 0
