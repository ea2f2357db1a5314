"""Lanes of the outbox: what may go is what the rules say, whatever happened before, and is found
without looking at what may not."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random

import pytest
from sqlalchemy import Engine

from bot.case.identifiers import EscalationId, UserId
from bot.notices import (
    CardChanged,
    Claimed,
    HomeChanged,
    Notice,
    PrivateAnswer,
    Raised,
    Undelivered,
)
from bot.ports import Parcel
from storage.deliveries import DeliveryTable
from storage.tables import OutboxRow
from storage.work import DatabaseStorage
from tests.conftest import Connect
from tests.support.factories import HERON, NOON, WREN
from tests.support.looking import at_once, rows

pytestmark = pytest.mark.both_databases

LEASE = timedelta(seconds=30)
SOON = 60.0
STEPS = 150
PENDING = ("waiting", "doubt")
CASES = [EscalationId(number) for number in range(1, 4)]


def some_notice(random: Random) -> Notice:
    case, to = random.choice(CASES), random.choice((WREN, HERON))
    return random.choice(
        (
            CardChanged(case),
            CardChanged(case),
            Raised(to, case),
            Claimed(to, case, HERON),
            HomeChanged(to, with_others=True),
            Undelivered(to, 9, "a card", "is_archived"),
            PrivateAnswer(to, "It is yours.", reply_address="https://hooks.invalid/1"),
        )
    )


def may_go(kept: Sequence[OutboxRow], now: datetime) -> set[int]:
    """The rules, told a second time: of each lane the oldest that is unfinished and due; a note
    after the card's changes before it; behind a card that is parked its next changes, no notes."""

    def waits(row: OutboxRow) -> bool:
        earlier = [other for other in kept if other.id < row.id]
        in_lane = [other for other in earlier if other.lane == row.lane]
        followed = [other for other in earlier if row.after and other.lane == row.after]
        is_card = row.lane.startswith("case:")
        return any(
            other.state in PENDING or (is_card and other.state == "parked") for other in in_lane
        ) or any(other.state in PENDING for other in followed)

    return {
        row.id
        for row in kept
        if row.state in PENDING
        and row.next_try_at <= now
        and (row.lease_until is None or row.lease_until < now)
        and not waits(row)
    }


@dataclass
class Courier:
    """Takes, and does with what it has taken whatever can be done."""

    storage: DatabaseStorage
    deliveries: DeliveryTable
    random: Random
    now: datetime = NOON
    held: list[Parcel] = field(default_factory=list)

    def put(self) -> None:
        with self.storage.begin() as work:
            work.outbox.put(*(some_notice(self.random) for _ in range(self.random.randint(1, 4))))

    def take(self, limit: int) -> list[Parcel]:
        taken = list(self.deliveries.take(self.now, lease=LEASE, limit=limit))
        self.held += [p for p in taken if not isinstance(p.notice, PrivateAnswer)]
        return taken

    def settle(self) -> None:
        if not self.held:
            return
        parcel = self.held.pop(self.random.randrange(len(self.held)))
        soon = self.now + timedelta(seconds=self.random.choice((0, 5, 60)))
        do = self.random.choice(("done", "again", "doubt", "park", "die"))
        if do == "done":
            self.deliveries.done(parcel, self.now)
        elif do == "again":
            self.deliveries.try_again(parcel, soon, "refused", failed=True)
        elif do == "doubt":
            self.deliveries.in_doubt(parcel, soon, "timeout", look_until=soon, failed=True)
        elif do == "park":
            self.deliveries.park(parcel, self.now, "is_archived", [])

    def let_out(self) -> None:
        if self.random.random() < 0.5:
            self.deliveries.revive(["is_archived"], self.now)
            return
        with self.storage.begin() as work:
            work.outbox.retry(self.random.randint(1, 30))

    def wait(self) -> None:
        self.now += timedelta(seconds=self.random.choice((0, 1, 10, 31, 90)))


@pytest.mark.parametrize("seed", range(4))
def test_what_is_taken_is_what_may_go_whatever_happened_before(
    storage: DatabaseStorage, deliveries: DeliveryTable, engine: Engine, seed: int
) -> None:
    random = Random(seed)
    courier = Courier(storage, deliveries, random)
    acts = (courier.put, courier.settle, courier.settle, courier.let_out, courier.wait)
    for _ in range(STEPS):
        random.choice(acts)()
        free = may_go(rows(engine, OutboxRow), courier.now)
        limit = random.choice((2, 1000))
        taken = [parcel.id for parcel in courier.take(limit)]

        assert len(taken) == min(limit, len(free))
        assert set(taken) <= free


@pytest.fixture
def processes(postgres_url: str, process: Connect) -> list[Engine]:
    return [process(postgres_url, "first"), process(postgres_url, "second")]


def test_several_who_deliver_side_by_side_get_everything_out_and_each_lane_in_order(
    processes: list[Engine],
) -> None:
    stores = [DatabaseStorage(engine, lambda: NOON) for engine in processes]
    said: dict[str, list[int]] = defaultdict(list)
    ends_at, putting = time.monotonic() + SOON, threading.Event()

    def put(storage: DatabaseStorage, case: int) -> None:
        for number in range(15):
            with storage.begin() as work:
                work.outbox.put(
                    CardChanged(EscalationId(case)),
                    Raised(UserId(f"U0BIRD{number % 3}"), EscalationId(case)),
                )

    def deliver(engine: Engine) -> None:
        table, is_last = DeliveryTable(engine), False
        while time.monotonic() < ends_at:
            is_last = putting.is_set()
            taken = table.take(NOON, lease=LEASE, limit=3)
            for parcel in taken:
                if isinstance(parcel.notice, CardChanged):
                    said[f"{parcel.notice.escalation_id}"].append(parcel.id)
                table.done(parcel, NOON)
            if is_last and not taken and not table.state(NOON).waiting:
                return

    def put_all() -> None:
        found = at_once([partial(put, storage, case) for case, storage in enumerate(stores * 2)])
        putting.set()
        assert found == [None] * len(found)

    work: list[Callable[[], None]] = [put_all, *(partial(deliver, e) for e in processes * 2)]
    assert at_once(work) == [None] * len(work)

    assert {row.state for row in rows(processes[0], OutboxRow)} == {"done"}
    assert len(said) == 4
    assert all(ids == sorted(ids) for ids in said.values())


def test_a_lane_that_grows_behind_a_row_that_waits_is_put_behind_it_once(
    storage: DatabaseStorage, deliveries: DeliveryTable, engine: Engine
) -> None:
    with storage.begin() as work:
        work.outbox.put(*(Claimed(WREN, case, HERON) for case in CASES * 4))
    (first,) = deliveries.take(NOON, lease=LEASE, limit=8)
    behind = [row.behind for row in rows(engine, OutboxRow)]

    assert behind == [None, *range(first.id, first.id + 4 * len(CASES) - 1)]
    deliveries.done(first, NOON)
    assert [row.behind for row in rows(engine, OutboxRow)][1:3] == [None, first.id + 1]
