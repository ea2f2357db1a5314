"""What comes again and again comes at its next time, though a clock that was ahead has planned it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.app.wall_clock import WallClock
from bot.business_hours import WEEKDAYS
from bot.case.identifiers import EscalationId
from bot.casework.day_ends import plan_day_ends
from bot.casework.digests import plan_digests
from bot.casework.exposure import plan_look_at_all
from bot.casework.recurring import plan_recurring
from bot.due.timers import run_due
from bot.limits import Limits
from bot.policy import Digest, Policy
from bot.ports import Storage
from bot.reminders.timers import ChannelLook, DayEnd, Due, PlannedDigest, WordsGathered
from handlers.clock.ticks import Ticks
from storage.deliveries import DeliveryTable
from storage.work import DatabaseStorage
from tests.reliability.house import until
from tests.support.factories import CRANE, HERON, NOON, STORK, after, policy, settle

KINDS = (PlannedDigest, DayEnd, ChannelLook, WordsGathered)
AHEAD = after(days=2)
"""What a clock told that was set right since: it's noon."""
DAILY = Digest(STORK, ("executive",), "0 13 * * *", "UTC")


def by_day() -> Policy:
    """A policy with a daily digest, an office that closes, and channels to look at."""
    plain = policy(digests=(DAILY,))
    office = plain.offices["copenhagen"]
    open_by_day = replace(office, hours=dict.fromkeys(WEEKDAYS, ("09:00-17:00",)))
    offices = {"copenhagen": open_by_day}
    return replace(plain, offices=offices, clearances={"restricted": (CRANE,)})


def planned(storage: Storage) -> set[Due]:
    with storage.read() as work:
        return {replace(t, id=0) for kind in KINDS for t in work.timers.of_kind(kind)}


def plan(storage: Storage, in_force: Policy, now: datetime) -> None:
    with storage.begin() as work:
        plan_digests(work, in_force, now)
        plan_day_ends(work, in_force, now)
        plan_look_at_all(work, in_force, now)
        work.timers.plan([WordsGathered(now + timedelta(hours=1), EscalationId(1), HERON)])


def test_what_a_clock_that_was_ahead_has_planned_is_brought_forward(storage: Storage) -> None:
    in_force = settle(storage, by_day())
    plan(storage, in_force, NOON)
    run_due(storage, AHEAD)
    assert all(timer.due_at > AHEAD for timer in planned(storage))
    with storage.begin() as work:
        work.timers.plan([WordsGathered(AHEAD, EscalationId(1), HERON)])
        plan_recurring(work, in_force, NOON)

    due = {type(timer): timer.due_at for timer in planned(storage)}
    assert due == {
        PlannedDigest: after(hours=1),
        DayEnd: after(hours=3.5),
        ChannelLook: after(days=1),
        WordsGathered: after(hours=1),
    }
    (digest,) = (t for t in planned(storage) if isinstance(t, PlannedDigest))
    assert digest.since == after(hours=-23), "its period is the one that ends then"


def test_what_is_planned_right_stays(storage: Storage) -> None:
    in_force = settle(storage, by_day())
    plan(storage, in_force, NOON)
    before = planned(storage)
    with storage.begin() as work:
        plan_recurring(work, in_force, after(minutes=30))

    assert planned(storage) == before
    assert len(before) == len(KINDS)


def test_what_is_due_is_left_to_its_firing(storage: Storage) -> None:
    in_force = settle(storage, by_day())
    plan(storage, in_force, NOON)
    before = planned(storage)
    with storage.begin() as work:
        plan_recurring(work, in_force, after(days=3))

    assert planned(storage) == before


class Machine(WallClock):
    """A machine whose clock is put wrong; its calendar stands at noon but for that."""

    wrong_by = timedelta()

    def now(self) -> datetime:
        return super().now() + self.wrong_by


class Calendar:
    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def now(self) -> datetime:
        return NOON + self.machine.wrong_by


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def ticks(storage: DatabaseStorage, deliveries: DeliveryTable, machine: Machine) -> Iterator[Ticks]:
    limits = Limits(tick_seconds=0.02)
    ticks = Ticks(storage, deliveries, Calendar(machine), machine, limits)
    yield ticks
    ticks.stop()


def test_a_process_brings_it_forward_when_its_clock_is_set_right(
    storage: DatabaseStorage, ticks: Ticks, machine: Machine
) -> None:
    machine.wrong_by = timedelta(days=2)
    in_force = settle(storage, by_day())
    plan(storage, in_force, AHEAD)
    ticks.start()
    machine.wrong_by = timedelta()

    def digests() -> set[datetime]:
        return {t.due_at for t in planned(storage) if isinstance(t, PlannedDigest)}

    until(lambda: digests() == {after(hours=1)}, "it's planned for the day after tomorrow")
