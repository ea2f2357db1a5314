"""Starting, pausing, moving and ending a case's service clocks, and planning what they bring."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.case.escalation import Escalation, Wait
from bot.policy import ClockKind, Policy, Queue
from bot.ports import Work
from bot.reminders.plan import plan
from bot.service_levels.clocks import (
    PAUSED_BY_WAITING,
    ClockEvent,
    ClockEventKind,
    ClockName,
    ClockReading,
    read_clocks,
    target_of,
)
from bot.service_levels.hours import ALL_HOURS, Hours, HoursOf, office_hours, serving_hours


@dataclass(frozen=True, slots=True)
class ServedBy:
    """By what a case is served now: the policy in force and its queue."""

    policy: Policy
    queue: Queue


def hours_known(work: Work) -> HoursOf:
    """Finds the hours a clock was given, as the policy's version had them."""

    def hours_of(version: int, office: str) -> Hours:
        policy = work.policies.version(version) if office else None
        return office_hours(policy, office) if policy is not None else ALL_HOURS

    return hours_of


def clocks_of(work: Work, escalation: Escalation) -> dict[ClockName, ClockReading]:
    """The case's clocks as they stand."""
    return read_clocks(work.clocks.of(escalation.id), hours_known(work))


def start_clocks(
    work: Work,
    escalation: Escalation,
    served_by: ServedBy,
    now: datetime,
    clocks: tuple[ClockName, ...] = (ClockName.FIRST_RESPONSE, ClockName.RESOLUTION),
) -> None:
    """Starts clocks of the case in the hours of who holds it, and plans their reminders. One that
    the service level has no target for isn't started."""
    level = served_by.policy.service_level(escalation.kind, escalation.priority)
    if level is None:
        return
    hours = serving_hours(served_by.policy, served_by.queue, escalation, level.clock)
    started = [
        ClockEvent(
            escalation.id,
            clock,
            _next_run(work, escalation, clock) if clock in _MANY else escalation.run,
            ClockEventKind.STARTED,
            now,
            target,
            served_by.policy.version,
            hours.office,
        )
        for clock in clocks
        if (target := target_of(level, clock, hours)) is not None
    ]
    work.clocks.add(started)
    readings = read_clocks(started, lambda _version, _office: hours)
    work.timers.plan(
        timer
        for reading in readings.values()
        for timer in plan(escalation.id, reading, served_by.policy, now)
    )


_MANY = (ClockName.UPDATE, ClockName.REVIEW)
"""A case has many of these."""


def _next_run(work: Work, escalation: Escalation, clock: ClockName) -> int:
    """Each update, and each review, has a run of its own."""
    before = clocks_of(work, escalation).get(clock)
    return before.run + 1 if before is not None else 1


def end_clock(
    work: Work,
    escalation: Escalation,
    clock: ClockName,
    kind: ClockEventKind,
    now: datetime,
) -> None:
    """Ends a clock whose goal is ahead, met or stopped, and drops its reminders. The due instant it
    is held to is kept with it."""
    reading = clocks_of(work, escalation).get(clock)
    if reading is not None and reading.is_open:
        due_at = reading.due_at
        if reading.paused_at is not None and not reading.is_late(now):
            # Time stood still: what was left when it was paused is left now.
            due_at = reading.hours.add(now, max(reading.target - reading.used, timedelta()))
        end = ClockEvent(escalation.id, clock, reading.run, kind, now, due_at=due_at)
        work.clocks.add([end])
    work.timers.cancel_clock(escalation.id, clock)


def stop_clocks(work: Work, escalation: Escalation, now: datetime) -> None:
    """Stops all of a case's clocks: it ends without what they count."""
    for clock in ClockName:
        end_clock(work, escalation, clock, ClockEventKind.STOPPED, now)


def stop_updates(work: Work, escalation: Escalation, now: datetime) -> None:
    """No update is expected any more."""
    end_clock(work, escalation, ClockName.UPDATE, ClockEventKind.STOPPED, now)


def meet_first_response(work: Work, escalation: Escalation, now: datetime) -> None:
    """Somebody has claimed it: met, or missed where it's too late."""
    end_clock(work, escalation, ClockName.FIRST_RESPONSE, ClockEventKind.MET, now)


def meet_resolution(work: Work, escalation: Escalation, now: datetime) -> None:
    """It's decided: met, or missed where it's too late, and no update is expected any more."""
    end_clock(work, escalation, ClockName.RESOLUTION, ClockEventKind.MET, now)
    stop_updates(work, escalation, now)


def miss(work: Work, escalation: Escalation, reading: ClockReading, now: datetime) -> None:
    """Notes that a target was missed; from here on it stays missed."""
    missed = ClockEvent(
        escalation.id,
        reading.clock,
        reading.run,
        ClockEventKind.MISSED,
        now,
        due_at=reading.due_at,
    )
    work.clocks.add([missed])


def pause_clocks(work: Work, escalation: Escalation, wait: Wait, now: datetime) -> None:
    """Stops the clocks that a wait stops; the first response goes on (rules: Waiting)."""
    readings = clocks_of(work, escalation)
    for clock in PAUSED_BY_WAITING:
        reading = readings.get(clock)
        if reading is None or not reading.is_running:
            continue
        paused = ClockEvent(
            escalation.id,
            clock,
            reading.run,
            ClockEventKind.PAUSED,
            now,
            party=wait.on.value,
            reason=wait.for_what,
        )
        work.clocks.add([paused])
        work.timers.cancel_clock(escalation.id, clock)


def resume_clocks(
    work: Work,
    escalation: Escalation,
    served_by: ServedBy,
    now: datetime,
    since: datetime | None = None,
) -> None:
    """Lets the clocks that were paused go on, in the hours of who holds the case now: from now on,
    or since an earlier instant at which nobody looked."""
    paused = [r for r in clocks_of(work, escalation).values() if r.is_open and r.paused_at]
    for reading in paused:
        hours = _hours_now(served_by, escalation, reading)
        resumed = ClockEvent(
            escalation.id,
            reading.clock,
            reading.run,
            ClockEventKind.RESUMED,
            max(since or now, reading.paused_at or now),
            policy_version=served_by.policy.version,
            office=hours.office,
        )
        work.clocks.add([resumed])
    _plan(work, escalation, served_by.policy, since or now, [r.clock for r in paused])


def expect_updates(work: Work, escalation: Escalation, served_by: ServedBy, now: datetime) -> None:
    """Starts the clock of updates where none runs; it's paused while the case waits."""
    update = clocks_of(work, escalation).get(ClockName.UPDATE)
    if update is not None and update.is_open:
        return
    start_clocks(work, escalation, served_by, now, (ClockName.UPDATE,))
    if escalation.wait is not None:
        pause_clocks(work, escalation, escalation.wait, now)


def follow_hours(work: Work, escalation: Escalation, served_by: ServedBy, now: datetime) -> bool:
    """Has the clocks that go on count the hours of who holds the case now, as the policy in force
    has them: what is used stays used, the rest runs in the new hours. Whether any changed."""
    changed: list[ClockName] = []
    for clock, reading in clocks_of(work, escalation).items():
        if not reading.is_open:
            continue
        hours = _hours_now(served_by, escalation, reading)
        if hours == reading.hours:
            continue
        moved = ClockEvent(
            escalation.id,
            clock,
            reading.run,
            ClockEventKind.HOURS_CHANGED,
            now,
            policy_version=served_by.policy.version,
            office=hours.office,
        )
        work.clocks.add([moved])
        changed.append(clock)
    _plan(work, escalation, served_by.policy, now, changed)
    return bool(changed)


def change_targets(work: Work, escalation: Escalation, served_by: ServedBy, now: datetime) -> None:
    """Gives the clocks the targets of the case's present priority; the time used stays used. An
    update clock comes or goes with the service level."""
    level = served_by.policy.service_level(escalation.kind, escalation.priority)
    if level is None:
        return
    hours = serving_hours(served_by.policy, served_by.queue, escalation, level.clock)
    changed: list[ClockName] = []
    readings = clocks_of(work, escalation)
    for clock, reading in readings.items():
        target = target_of(level, clock, hours)
        if not reading.is_open:
            continue
        if target is None:
            end_clock(work, escalation, clock, ClockEventKind.STOPPED, now)
            continue
        changing = ClockEvent(
            escalation.id,
            clock,
            reading.run,
            ClockEventKind.TARGET_CHANGED,
            now,
            target,
            served_by.policy.version,
            hours.office,
        )
        work.clocks.add([changing])
        changed.append(clock)
    _plan(work, escalation, served_by.policy, now, changed)
    update = readings.get(ClockName.UPDATE)
    if escalation.is_owned and (update is None or not update.is_open):
        start_clocks(work, escalation, served_by, now, (ClockName.UPDATE,))
        if escalation.wait is not None:
            pause_clocks(work, escalation, escalation.wait, now)


def updated(work: Work, escalation: Escalation, served_by: ServedBy, now: datetime) -> bool:
    """The owner has told how it goes: that update is met, and the next is due a full span from
    now. False where no update is expected."""
    reading = clocks_of(work, escalation).get(ClockName.UPDATE)
    if reading is None or not reading.is_running:
        return False
    end_clock(work, escalation, ClockName.UPDATE, ClockEventKind.MET, now)
    start_clocks(work, escalation, served_by, now, (ClockName.UPDATE,))
    return True


def _hours_now(served_by: ServedBy, escalation: Escalation, reading: ClockReading) -> Hours:
    """A clock of all hours stays one until its target changes."""
    if reading.hours.are_all:
        return ALL_HOURS
    return serving_hours(served_by.policy, served_by.queue, escalation, ClockKind.OFFICE)


def _plan(
    work: Work,
    escalation: Escalation,
    policy: Policy,
    now: datetime,
    clocks: Iterable[ClockName],
) -> None:
    wanted = tuple(clocks)
    if not wanted:
        return
    readings = clocks_of(work, escalation)
    for clock in wanted:
        work.timers.cancel_clock(escalation.id, clock)
        reading = readings.get(clock)
        if reading is not None:
            work.timers.plan(plan(escalation.id, reading, policy, now))
