"""Cases raised and offered at the same moment by several threads of two processes: still fair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as futures_wait
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import Engine

from bot.case.identifiers import ChannelId, EscalationId, RequestKey
from bot.casework.transaction import carry_out
from bot.due.effects import fire
from bot.due.timers import run_due
from bot.policy import Policy, Queue
from bot.ports import Receipt
from bot.verbs.intake.raise_escalation import open_escalation
from storage.tables import EscalationRow, TurnRow
from storage.work import DatabaseStorage
from tests.conftest import Connect
from tests.support.factories import NOON, ROTATION, WREN, Hand, after, policy, request, settle
from tests.support.looking import at_once, rows

ANSWERS = {
    "ticket": "https://tickets.example/4711",
    "tried": "All of it",
    "exact_question": "Was it theirs?",
}
"""What the front line has to say."""
Processes = tuple[DatabaseStorage, DatabaseStorage]


@pytest.fixture
def engines(postgres_url: str, process: Connect) -> tuple[Engine, Engine]:
    """What two processes have: pools of their own to one PostgreSQL."""
    return process(postgres_url, "first"), process(postgres_url, "second")


@pytest.fixture
def processes(engines: tuple[Engine, Engine]) -> Processes:
    first, second = (DatabaseStorage(engine, lambda: NOON) for engine in engines)
    settle(first)
    return first, second


def raising(storage: DatabaseStorage, number: int, kind: str = "other") -> Callable[[], Receipt]:
    key = RequestKey(f"view:{number}")
    asked = request(priority="P3", kind=kind, answers=ANSWERS)
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


def two_queues(capacity: int) -> Policy:
    """The same people serve another queue, which is joined to this one through one of them."""
    plain = policy(capacity=capacity)
    executive = plain.queues["executive"]
    front = Queue(
        "front", ChannelId("C0FRONT"), "copenhagen", ("frontline",), executive.rotation[1:]
    )
    kinds = tuple(kind for kind in executive.kinds if kind != "frontline")
    queues = {"executive": replace(executive, kinds=kinds), "front": front}
    levels = plain.service_levels["executive"]
    service_levels = {"executive": levels, "frontline": levels}
    return replace(plain, queues=queues, service_levels=service_levels)


def test_what_is_offered_in_two_queues_at_once_goes_past_nobodys_capacity(
    processes: Processes, engines: tuple[Engine, Engine]
) -> None:
    """Each has one case, and then room for one more; five cases of both queues wait. The first of
    one queue is offered, and while that isn't committed, the other process offers the rest."""
    settle(processes[0], two_queues(capacity=1))
    kinds = ("frontline", "frontline", "other", "other", "frontline", "frontline", "other", "other")
    for number, kind in enumerate(kinds):
        raising(processes[0], number, kind)()
    settle(processes[0], two_queues(capacity=2))
    later = after(minutes=16)
    with ThreadPoolExecutor() as aside:
        with processes[0].begin() as work:
            timer = work.timers.take_due(later)
            assert timer is not None
            fire(work, timer, later)
            rest = aside.submit(run_due, processes[1], later)
            assert not futures_wait([rest], 0.3).done, "it waits"
        assert rest.result().count == 4
    offered = Counter(row.offered_to for row in rows(engines[0], EscalationRow))
    wanted: dict[str | None, int] = {**dict.fromkeys(ROTATION, 2), None: 2}
    assert offered == wanted


def test_what_becomes_free_for_two_processes_at_once_is_offered_once_each_and_nobody_gets_too_much(
    processes: Processes, engines: tuple[Engine, Engine]
) -> None:
    """Twelve cases, three people who take two each: six wait. Then four are withdrawn while both
    processes look for whom to offer the rest."""
    settle(processes[0], policy(capacity=2))
    at_once([raising(p, n) for n, p in enumerate(processes * 6)])
    assert shares(engines[0]) == [2, 2, 2]
    offered = [EscalationId(row.id) for row in rows(engines[0], EscalationRow) if row.offered_to]
    hands = [Hand(p, WREN) for p in processes * 2]
    acts: list[Callable[[], object]] = [
        partial(hand.withdraw, case, after(minutes=1))
        for hand, case in zip(hands, offered[:4], strict=True)
    ]
    acts += [partial(run_due, p, after(minutes=1)) for p in processes * 2]
    at_once(acts)
    while any(run_due(p, after(minutes=16)).count for p in processes):
        pass
    held = Counter(row.offered_to for row in rows(engines[0], EscalationRow) if row.offered_to)
    assert held == dict.fromkeys(ROTATION, 2)
    assert sum(shares(engines[0])) == 10
    by_case = Counter(t.escalation_id for t in rows(engines[0], TurnRow))
    assert set(by_case.values()) == {1}, "no case was offered to two"
