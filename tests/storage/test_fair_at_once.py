"""Cases raised and offered at the same moment by several threads of two processes: still fair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import Engine

from bot.case import carry_out
from bot.identifiers import RequestKey
from bot.intake import open_escalation
from bot.ports import Receipt
from bot.reminding.timekeeping import run_due
from storage import engine as engine_module
from storage.tables import EscalationRow, TurnRow
from storage.work import DatabaseStorage
from tests.conftest import Connect
from tests.factories import NOON, ROTATION, WREN, Hand, after, policy, request, settle
from tests.storage.looking import at_once, rows

Processes = tuple[DatabaseStorage, DatabaseStorage]


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who gets what is the question here, not whether a busy machine lets all of them in in 2 s."""
    monkeypatch.setattr(engine_module, "DEADLINE_SECONDS", 30)


@pytest.fixture
def engines(postgres_url: str, process: Connect) -> tuple[Engine, Engine]:
    """What two processes have: pools of their own to one PostgreSQL."""
    return process(postgres_url, "first"), process(postgres_url, "second")


@pytest.fixture
def processes(engines: tuple[Engine, Engine]) -> Processes:
    first, second = (DatabaseStorage(engine, lambda: NOON) for engine in engines)
    settle(first)
    return first, second


def raising(storage: DatabaseStorage, number: int) -> Callable[[], Receipt]:
    key, asked = RequestKey(f"view:{number}"), request(priority="P3")
    return lambda: carry_out(storage, key, lambda work: open_escalation(work, asked, NOON), NOON)


def shares(engine: Engine) -> list[int]:
    """How many turns each of the rotation has used."""
    used = Counter(t.user_id for t in rows(engine, TurnRow) if not t.struck)
    return [used[user] for user in ROTATION]


def test_what_four_threads_of_two_processes_raise_is_shared_out_evenly(
    processes: Processes, engines: tuple[Engine, Engine]
) -> None:
    for wave in range(5):
        at_once([raising(p, wave * 10 + n) for n, p in enumerate(processes * 2)])
        assert max(shares(engines[0])) - min(shares(engines[0])) <= 1
    assert sum(shares(engines[0])) == 20


def test_what_becomes_free_for_two_processes_at_once_is_offered_once_each_and_nobody_gets_too_much(
    processes: Processes, engines: tuple[Engine, Engine]
) -> None:
    """Twelve cases, three people who take two each: six wait. Then four are withdrawn while both
    processes look for whom to offer the rest."""
    settle(processes[0], policy(capacity=2))
    at_once([raising(p, n) for n, p in enumerate(processes * 6)])
    assert shares(engines[0]) == [2, 2, 2]
    offered = [row.id for row in rows(engines[0], EscalationRow) if row.offered_to]
    hands = [Hand(p, WREN) for p in processes * 2]
    acts: list[Callable[[], object]] = [
        partial(hand.withdraw, case, after(minutes=1))
        for hand, case in zip(hands, offered[:4], strict=True)
    ]
    at_once([*acts, *(partial(run_due, p, after(minutes=1)) for p in processes * 2)])
    while any(run_due(p, after(minutes=16)).count for p in processes):
        pass
    held = Counter(row.offered_to for row in rows(engines[0], EscalationRow) if row.offered_to)
    assert held == dict.fromkeys(ROTATION, 2)
    assert sum(shares(engines[0])) == 10
    by_case = Counter(t.escalation_id for t in rows(engines[0], TurnRow))
    assert set(by_case.values()) == {1}, "no case was offered to two"
