"""What a digest says: the period's counts, and how things stand now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.case.identifiers import UserId
from bot.policy import Member
from bot.reports import digest
from bot.reports.digest import figures
from storage.work import DatabaseStorage
from tests.support.factories import (
    HERON,
    NOON,
    STORK,
    WREN,
    Hand,
    after,
    open_one,
    policy,
    settle,
)

pytestmark = pytest.mark.both_databases

QUEUES = ("executive",)


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage)
    return storage


def test_nothing_happened(storage: DatabaseStorage) -> None:
    with storage.read() as work:
        found = figures(work, QUEUES, NOON, after(days=1))
    assert (found.period.opened, found.period.decided, found.stands.open, found.oldest) == (
        0,
        0,
        0,
        (),
    )


def test_a_period_holds_its_start_and_not_its_end(storage: DatabaseStorage) -> None:
    for now in (after(seconds=-1), after(), after(hours=23), after(days=1)):
        open_one(storage, now=now)
    with storage.read() as work:
        assert figures(work, QUEUES, NOON, after(days=1)).period.opened == 2


def test_a_case_decided_twice_is_counted_once(storage: DatabaseStorage) -> None:
    esc = open_one(storage)
    Hand(storage, HERON).claim(esc, after(minutes=1))
    Hand(storage, HERON).decide(esc, after(minutes=2))
    Hand(storage, HERON).decide(esc, after(minutes=3))
    with storage.read() as work:
        assert figures(work, QUEUES, NOON, after(hours=1)).period.decided == 1


def test_open_cases_are_told_apart_by_how_they_stand(storage: DatabaseStorage) -> None:
    at_ease, at_risk, late, closed = (
        open_one(storage, priority=p) for p in ("P3", "P2", "P1", "P1")
    )
    Hand(storage, HERON).claim(late, after(minutes=5))
    Hand(storage, WREN).withdraw(closed, after(minutes=5))
    with storage.read() as work:
        found = figures(work, QUEUES, NOON, after(hours=1, minutes=45))
        assert (
            found.stands.open,
            found.stands.unclaimed,
            found.stands.at_risk,
            found.stands.breached,
        ) == (3, 2, 1, 0)
        found = figures(work, QUEUES, NOON, after(hours=8, seconds=1))
        assert (found.stands.at_risk, found.stands.breached) == (0, 3)
    assert [c.id for c in found.oldest] == [at_ease, at_risk, late]


def test_the_oldest_five_are_named(storage: DatabaseStorage) -> None:
    cases = [open_one(storage) for _ in range(7)]
    with storage.read() as work:
        assert [c.id for c in figures(work, QUEUES, NOON, NOON).oldest] == cases[:5]


def test_another_queues_cases_are_not_counted(storage: DatabaseStorage) -> None:
    esc = open_one(storage)
    Hand(storage, HERON).claim(esc, after(minutes=1))
    Hand(storage, HERON).decide(esc, after(minutes=2))
    open_one(storage)
    with storage.read() as work:
        found = figures(work, ("legal",), NOON, after(days=1))
    assert (found.period.opened, found.period.decided, found.stands.open) == (0, 0, 0)


def test_what_is_late_or_at_risk_is_named_the_worst_first(storage: DatabaseStorage) -> None:
    at_ease, at_risk, late, passed = (
        open_one(storage, priority=p) for p in ("P3", "P2", "P1", "P3")
    )
    Hand(storage, STORK).set_deadline(passed, after(minutes=50), NOON)
    with storage.read() as work:
        found = figures(work, QUEUES, NOON, after(hours=1, minutes=45))
    assert [c.id for c in found.worst] == [passed, late, at_risk]
    assert at_ease not in {c.id for c in found.worst}


def test_what_is_kept_closer_takes_nobodys_place_among_the_worst(
    storage: DatabaseStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digest, "WORST", 1)
    kept, next_kept, late, _ = (open_one(storage, now=after(minutes=n)) for n in range(4))
    with storage.begin() as work:
        for number in (kept, next_kept):
            whole = work.escalations.get(number)
            assert whole is not None
            work.escalations.save(replace(whole, confidentiality="restricted"))
    with storage.read() as work:
        found = figures(work, QUEUES, NOON, after(hours=2))

    assert [c.id for c in found.worst] == [kept, late]
    assert found.stands.breached == 4


def test_a_group_of_a_vendor_is_counted_as_that_vendors(storage: DatabaseStorage) -> None:
    with storage.begin() as work:
        work.people.put_group("S0BIRDS", [HERON])
    of_acme = Member(UserId("S0BIRDS"), "copenhagen", vendor="Acme BPO")
    settle(storage, policy([of_acme]), people=[])
    Hand(storage, HERON).claim(open_one(storage), after(minutes=1))
    with storage.read() as work:
        found = figures(work, QUEUES, NOON, after(hours=1))

    assert found.vendors == (("Acme BPO", 1),)
