"""Leases name their process: those of one that is gone end when the next one starts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.case.identifiers import EscalationId
from bot.notices import Raised
from storage.deliveries import DeliveryTable
from storage.holders import has_ended, this_process
from storage.tables import OutboxRow
from storage.work import DatabaseStorage
from tests.support.factories import HERON, NOON, WREN, after
from tests.support.looking import rows

pytestmark = pytest.mark.both_databases

LEASE = timedelta(hours=1)
ONE, TWO = EscalationId(1), EscalationId(2)
SAYS_ITS_NAME = """
import sys
from storage.holders import this_process
print(this_process(), flush=True)
sys.stdin.read()
"""


class Other:
    """Another process of this machine; its name, and how it ends."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", SAYS_ITS_NAME],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.name = self._process.stdout.readline().strip()

    def kill(self, *, reap: bool = True) -> None:
        self._process.kill()
        if reap:
            self._process.wait()

    def close(self) -> None:
        with self._process:
            self._process.kill()


@pytest.fixture
def other() -> Iterator[Other]:
    other = Other()
    yield other
    other.close()


def test_a_process_that_runs_is_not_gone(other: Other) -> None:
    assert other.name != this_process()
    assert not has_ended(other.name)
    assert not has_ended(this_process())


def test_a_process_that_was_killed_is_gone(other: Other) -> None:
    other.kill()

    assert has_ended(other.name)


def test_one_that_its_parent_has_not_buried_yet_is_gone(other: Other) -> None:
    other.kill(reap=False)
    while not has_ended(other.name):
        pass


def test_another_that_has_got_its_number_is_another(other: Other) -> None:
    place, number, started = other.name.split()

    assert has_ended(f"{place} {number} {int(started) - 1}")


@pytest.mark.parametrize("name", ["", "elsewhere 1 1", "nonsense"])
def test_of_a_process_of_another_machine_nothing_is_known(name: str) -> None:
    assert not has_ended(name)


def test_what_one_that_is_gone_had_taken_is_in_doubt_at_once(
    storage: DatabaseStorage, engine: Engine, second_engine: Engine, other: Other
) -> None:
    with storage.begin() as work:
        work.outbox.put(Raised(WREN, ONE), Raised(HERON, TWO))
    theirs, ours = DeliveryTable(engine, other.name), DeliveryTable(second_engine, this_process())
    (first,) = theirs.take(NOON, lease=LEASE, limit=1)
    theirs.in_doubt(first, NOON, "timeout", look_until=after(minutes=1), failed=False)
    (taken,) = theirs.take(NOON, lease=LEASE, limit=1)
    assert taken.look_until == after(minutes=1)
    (mine,) = ours.take(NOON, lease=LEASE, limit=9)
    assert ours.release_those_of_the_dead(NOON) == 0, "it lives"
    other.kill()

    assert ours.release_those_of_the_dead(NOON) == 1
    (again,) = ours.take(NOON, lease=LEASE, limit=9)
    assert (again.uid, again.in_doubt) == (taken.uid, True)
    assert again.look_until is None, "it may have been sent after it was looked up"
    assert mine.id != again.id


def test_who_is_gone_has_no_say_any_more(
    storage: DatabaseStorage, engine: Engine, other: Other
) -> None:
    with storage.begin() as work:
        work.outbox.put(Raised(WREN, ONE))
    theirs = DeliveryTable(engine, other.name)
    theirs.take(NOON, lease=LEASE, limit=9)
    other.kill()
    theirs.release_those_of_the_dead(NOON)

    assert theirs.release_those_of_the_dead(NOON) == 0
    assert [row.state for row in rows(engine, OutboxRow)] == ["doubt"]
