"""Several people and processes at the same moment: one effect, one winner, no gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError

from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import ChannelId, EscalationId, RequestKey
from bot.casework.transaction import carry_out
from bot.due.timers import run_due
from bot.notices import Reminders
from bot.ports import Receipt
from bot.verbs.intake.raise_escalation import open_escalation
from handlers.delivery.posting import POSTS
from storage.deliveries import DeliveryTable
from storage.tables import EscalationRow, QueueLockRow, TimerRow
from storage.work import DatabaseStorage
from tests.conftest import Connect
from tests.support.approvals import approved, review_of, with_approvals
from tests.support.factories import (
    CRANE,
    EGRET,
    HERON,
    NOON,
    STORK,
    Hand,
    after,
    case,
    open_one,
    policy,
    request,
    settle,
    timeline,
)
from tests.support.looking import at_once, counts, notices, rows, timers, turns

pytestmark = pytest.mark.both_databases

Processes = tuple[DatabaseStorage, DatabaseStorage]


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage)
    return storage


@pytest.fixture
def engines(postgres_url: str, process: Connect) -> tuple[Engine, Engine]:
    """What two processes have: pools of their own to one PostgreSQL."""
    return process(postgres_url, "first"), process(postgres_url, "second")


@pytest.fixture
def processes(engines: tuple[Engine, Engine]) -> Processes:
    first, second = (DatabaseStorage(engine, lambda: NOON) for engine in engines)
    settle(first)
    return first, second


def raising(storage: DatabaseStorage, key: str) -> Callable[[], Receipt]:
    return lambda: carry_out(
        storage, RequestKey(key), lambda work: open_escalation(work, request(), NOON), NOON
    )


def winners(found: list[Receipt | Exception]) -> list[Receipt]:
    return [receipt for receipt in found if isinstance(receipt, Receipt)]


def losers(found: list[Receipt | Exception]) -> list[str]:
    return [str(error) for error in found if isinstance(error, Refused)]


def test_the_same_request_from_eight_threads_has_one_effect(
    storage: DatabaseStorage, engine: Engine
) -> None:
    found = at_once([raising(storage, "view:V1")] * 8)
    assert found == [Receipt("ESC-1 is raised.", EscalationId(1))] * 8
    assert counts(engine)["escalations"] == 1


def test_the_same_request_to_two_processes_has_one_effect(
    processes: Processes, engines: tuple[Engine, Engine]
) -> None:
    found = at_once([raising(p, "view:V1") for p in processes * 4])
    assert len(set(winners(found))) == 1
    assert len(winners(found)) == 8
    assert counts(engines[0])["escalations"] == 1


def test_of_two_who_claim_at_once_one_wins_and_the_other_is_told_who(
    storage: DatabaseStorage,
) -> None:
    esc = open_one(storage)
    hands = [Hand(storage, user) for user in (CRANE, EGRET)]
    found = at_once([partial(hand.claim, esc, after(minutes=1)) for hand in hands])
    owner = case(storage, esc).owner
    assert len(winners(found)) == 1
    assert losers(found) == [f"{'Crane' if owner == CRANE else 'Egret'} has already claimed ESC-1."]
    assert timeline(storage, esc).count("claimed") == 1


def test_of_two_processes_that_claim_at_once_one_wins(processes: Processes) -> None:
    cases = [open_one(processes[0]) for _ in range(5)]
    for esc in cases:
        hands = [Hand(p, user) for p, user in zip(processes, (CRANE, STORK), strict=True)]
        found = at_once([partial(hand.claim, esc, after(minutes=1)) for hand in hands])
        assert len(winners(found)) == 1
        assert "has already claimed" in losers(found)[0]


def test_twenty_raised_at_once_are_numbered_without_a_gap_and_offered_in_turn(
    storage: DatabaseStorage, engine: Engine
) -> None:
    found = at_once([raising(storage, f"view:V{n}") for n in range(20)])
    assert sorted(r.escalation_id or 0 for r in winners(found)) == list(range(1, 21))
    assert [row.id for row in rows(engine, EscalationRow)] == list(range(1, 21))
    shares = Counter(turns(engine)).values()
    assert sum(shares) == 20
    assert max(shares) - min(shares) <= 1


def test_two_processes_turn_one_rotation(
    processes: Processes, engines: tuple[Engine, Engine]
) -> None:
    at_once([raising(p, f"view:V{n}") for n, p in enumerate(processes * 6)])
    assert set(Counter(turns(engines[0])).values()) == {4}


def is_locked(engine: Engine, queue: str) -> bool:
    """Whether another transaction offers something in a queue at this moment."""
    asked = select(QueueLockRow.queue).where(QueueLockRow.queue == queue)
    with engine.connect() as other:
        try:
            other.execute(asked.with_for_update(nowait=True))
        except OperationalError:
            return True
    return False


def test_who_takes_a_number_for_what_is_offered_holds_its_queue(
    processes: Processes, engines: tuple[Engine, Engine]
) -> None:
    with processes[0].begin() as work:
        work.turns.lock(["executive"])
    for queues in (["executive"], ["executive", "never locked before"]):
        with processes[0].begin() as work:
            work.escalations.next_id(queues)
            work.turns.lock(queues)
            assert is_locked(engines[1], "executive")
    assert not is_locked(engines[1], "executive")
    with processes[0].begin() as work:
        work.escalations.next_id()
        assert not is_locked(engines[1], "executive")


def test_a_lock_that_was_undone_with_a_part_is_taken_again(
    processes: Processes, engines: tuple[Engine, Engine]
) -> None:
    with processes[0].begin() as work:
        work.turns.lock(["executive"])
    with processes[0].begin() as work:
        with suppress(Refused), work.apart():
            work.turns.lock(["executive"])
            raise Refused("No.", code=RefusalCode.NOT_ALLOWED)
        work.turns.lock(["executive"])
        assert is_locked(engines[1], "executive")


def test_a_number_that_was_refused_is_given_to_the_next(storage: DatabaseStorage) -> None:
    def crash(storage: DatabaseStorage) -> None:
        with storage.begin() as work:
            work.escalations.next_id()
            raise Refused("No.", code=RefusalCode.NOT_ALLOWED)

    with pytest.raises(Refused):
        crash(storage)
    assert open_one(storage) == 1


def test_each_timer_is_fired_once_by_two_processes(
    processes: Processes, engines: tuple[Engine, Engine]
) -> None:
    cases = [open_one(processes[0]) for _ in range(6)]
    later = after(hours=5)
    fired = at_once([partial(run_due, p, later) for p in processes * 2])
    assert sum(f.count for f in fired if not isinstance(f, Exception)) >= 6 * 4
    assert all(not f.failures for f in fired if not isinstance(f, Exception))
    reminders = [n for n in notices(engines[0]) if isinstance(n, Reminders)]
    said = [(r.to, n.escalation_id, n.about) for r in reminders for n in r.nudges]
    assert len(said) == len(set(said))
    assert sorted(esc for _, esc, about in said if about == "resolution:half") == sorted(cases)
    assert [row for row in rows(engines[0], TimerRow) if row.due_at <= later] == []


def test_a_timer_that_is_being_fired_is_no_obstacle_to_who_claims_the_case(
    processes: Processes, engines: tuple[Engine, Engine]
) -> None:
    firing, claiming = processes
    esc = open_one(firing)
    with firing.begin() as work:
        lapse = work.timers.take_due(after(minutes=15))
        assert lapse is not None
        Hand(claiming, HERON).claim(esc, after(minutes=15))
        seen = work.escalations.get(esc)
        assert seen is not None
        assert seen.owner == HERON
    assert "offer_lapse" not in timers(engines[0])


def test_two_couriers_never_take_the_same_row(engines: tuple[Engine, Engine]) -> None:
    storage = DatabaseStorage(engines[0], lambda: NOON)
    settle(storage)
    for _ in range(10):
        open_one(storage)
    tables = [DeliveryTable(engine) for engine in engines * 2]
    lease = timedelta(minutes=1)
    found = at_once([partial(t.take, NOON, lease=lease, limit=4) for t in tables])
    taken = [p.id for parcels in found if not isinstance(parcels, Exception) for p in parcels]
    assert taken
    assert len(taken) == len(set(taken))


def test_two_who_are_the_first_to_post_in_a_channel_both_get_a_place(
    engines: tuple[Engine, Engine],
) -> None:
    channel = ChannelId("C0EXEC")
    tables = [DeliveryTable(engine) for engine in engines * 2]
    found = at_once([partial(t.reserve, channel, NOON, POSTS) for t in tables])
    assert found == [None] * 4
    assert tables[0].reserve(channel, NOON, POSTS) == after(seconds=1)


def test_who_reads_sees_one_moment(storage: DatabaseStorage, engine: Engine) -> None:
    esc = open_one(storage)
    with storage.read() as work:
        seen = work.timeline.of(esc)
        Hand(storage, HERON).claim(esc, after(minutes=1))
        assert work.timeline.of(esc) == seen
    assert len(timeline(storage, esc)) == len(seen) + 1


def test_who_reads_waits_for_nobody(storage: DatabaseStorage) -> None:
    esc = open_one(storage)
    with storage.begin() as work:
        work.escalations.get(esc)
        work.timeline.of(esc)
        with storage.read() as reading:
            assert reading.escalations.peek(esc) is not None


def refusals(found: Sequence[object]) -> list[RefusalCode]:
    return [one.code for one in found if isinstance(one, Refused)]


def test_of_two_outcomes_at_once_one_is_recorded_and_the_other_refused(
    processes: Processes,
) -> None:
    first, second = processes
    esc = open_one(first)
    Hand(first, HERON).claim(esc, after(minutes=1))

    outcomes = {"upheld": first, "answered": second}
    found = at_once(
        [
            partial(Hand(s, HERON).decide, esc, after(minutes=2), outcome=name, seen=0)
            for name, s in outcomes.items()
        ]
    )

    assert refusals(found) == [RefusalCode.NO_LONGER_SO]
    assert timeline(first, esc).count("decided") == 1


def test_of_two_approvers_at_once_one_approves_and_the_other_is_refused(
    processes: Processes,
) -> None:
    first, second = processes
    settle(first, with_approvals(policy()))
    esc = open_one(first)
    Hand(first, HERON).claim(esc, after(minutes=1))
    Hand(first, HERON).decide(esc, after(minutes=2))
    seen = review_of(first, esc).id

    hands = (Hand(first, CRANE), Hand(second, EGRET))
    found = at_once([partial(approved, hand, esc, after(minutes=3), seen=seen) for hand in hands])

    assert refusals(found) == [RefusalCode.WRONG_STATE]
    assert timeline(first, esc).count("decided") == 1
