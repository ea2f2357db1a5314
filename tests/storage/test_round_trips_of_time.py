"""What is stored of time comes back as it was: clocks, timers, waits and snoozes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.escalation import Party, State, Wait
from bot.identifiers import EscalationId, UserId
from bot.ports import Snooze
from bot.reminding.reminders import Timer, TimerKind
from bot.service.service_levels import ClockEvent, ClockEventKind, ClockName
from storage.work import DatabaseStorage
from tests.factories import CRANE, EGRET, HERON, NOON, after
from tests.storage.test_round_trips import LONG_AGO, ONE, SPARSE, TEXT, add

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("party", Party)
def test_on_whom_a_case_waits(storage: DatabaseStorage, party: Party) -> None:
    waits = replace(SPARSE, wait=Wait(party, "x", after(days=1), NOON, HERON), state=State.WAITING)
    add(storage, waits)
    with storage.read() as work:
        assert work.escalations.peek(ONE) == waits


def test_a_clock_event(storage: DatabaseStorage) -> None:
    first, _, second = ClockName
    started = ClockEvent(
        ONE, first, 2, ClockEventKind.STARTED, NOON, timedelta(days=400), 3, "new york"
    )
    all_hours = replace(started, office="")
    met = ClockEvent(ONE, second, 1, ClockEventKind.MET, LONG_AGO, due_at=after(days=99))
    paused = ClockEvent(
        ONE, second, 1, ClockEventKind.PAUSED, NOON, party=Party.LEGAL.value, reason=TEXT
    )
    events = [started, all_hours, met, paused]
    with storage.begin() as work:
        work.clocks.add([*events, replace(met, escalation_id=EscalationId(2))])
    with storage.read() as work:
        assert work.clocks.of(ONE) == events
        assert work.clocks.of(EscalationId(3)) == ()
        assert set(work.clocks.of_many(EscalationId(n) for n in range(2000))) == {1, 2}


@pytest.mark.parametrize("kind", ClockEventKind)
@pytest.mark.parametrize("clock", ClockName)
def test_each_sort_of_clock_event(
    storage: DatabaseStorage, kind: ClockEventKind, clock: ClockName
) -> None:
    event = ClockEvent(ONE, clock, 1, kind, NOON)
    with storage.begin() as work:
        work.clocks.add([event])
    with storage.read() as work:
        assert work.clocks.of(ONE) == [event]


def test_a_timer(storage: DatabaseStorage) -> None:
    timer = Timer(TimerKind.DIGEST, LONG_AGO, None, TEXT)
    with storage.begin() as work:
        work.timers.plan([timer, Timer(TimerKind.OFFER_LAPSE, NOON, ONE)])
    with storage.begin() as work:
        (found,) = work.timers.of_kind(TimerKind.DIGEST)
        assert replace(found, id=0) == timer
        work.timers.drop(TimerKind.DIGEST, TEXT)
        assert work.timers.of_kind(TimerKind.DIGEST) == []


def nudge(to: UserId, at: datetime, about: str = "resolution:half") -> Timer:
    return Timer(
        TimerKind.NUDGE, at, ONE, about, to=to, run=2**40, wanted_at=LONG_AGO,
        as_manager=True, at_any_hour=True,
    )  # fmt: skip


def test_a_nudge(storage: DatabaseStorage) -> None:
    with storage.begin() as work:
        work.timers.plan([nudge(HERON, NOON), Timer(TimerKind.COMMUNICATE, NOON, ONE)])
    with storage.begin() as work:
        (found,) = work.timers.of_kind(TimerKind.NUDGE)
        (plain,) = work.timers.of_kind(TimerKind.COMMUNICATE)
    assert replace(found, id=0) == nudge(HERON, NOON)
    assert replace(plain, id=0) == Timer(TimerKind.COMMUNICATE, NOON, ONE)


def test_a_persons_nudges_are_taken_together_and_once(storage: DatabaseStorage) -> None:
    planned = [
        nudge(HERON, NOON),
        nudge(HERON, LONG_AGO, "deadline:4h"),
        nudge(HERON, after(seconds=1)),
        nudge(CRANE, NOON),
    ]
    with storage.begin() as work:
        work.timers.plan([*planned, Timer(TimerKind.COMMUNICATE, NOON, ONE)])
    with storage.begin() as work:
        taken = work.timers.take_nudges(HERON, NOON)
        assert [replace(t, id=0) for t in taken] == planned[:2]
        assert work.timers.take_nudges(HERON, NOON) == []
        assert work.timers.take_nudges(EGRET, after(days=99)) == []
        assert len(work.timers.of_kind(TimerKind.NUDGE)) == 2
        assert len(work.timers.of_kind(TimerKind.COMMUNICATE)) == 1


def test_what_else_is_due_is_taken_before_the_nudges(storage: DatabaseStorage) -> None:
    later = Timer(TimerKind.COMMUNICATE, after(minutes=1), ONE)
    with storage.begin() as work:
        work.timers.plan([nudge(HERON, NOON), later])
        assert work.timers.take_due(after(minutes=-1)) is None
        taken = [work.timers.take_due(after(minutes=1)) for _ in range(3)]
    kinds = [t.kind if t else None for t in taken]
    assert kinds == [TimerKind.COMMUNICATE, TimerKind.NUDGE, None]


def test_a_snooze_is_kept_once(storage: DatabaseStorage) -> None:
    snooze = Snooze(ONE, HERON, "resolution:half", 2**40, after(days=1), TEXT, NOON)
    others = [
        replace(snooze, escalation_id=EscalationId(2)),
        replace(snooze, user=CRANE),
        replace(snooze, about="resolution:most"),
        replace(snooze, run=1),
    ]
    with storage.begin() as work:
        assert work.snoozes.add(snooze)
    with storage.begin() as work:
        assert not work.snoozes.add(replace(snooze, until=after(days=2), reason="again"))
        assert all(work.snoozes.add(other) for other in others)
    with storage.read() as work:
        assert work.snoozes.of(CRANE, [ONE]) == [others[1]]
        assert work.snoozes.of(EGRET, [ONE]) == []
        assert work.snoozes.of(HERON, []) == []
        assert set(work.snoozes.of(HERON, [ONE])) == {snooze, *others[2:]}
