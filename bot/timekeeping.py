"""What happens when a timer is due: each is looked at against the state as it is by then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.case import managers_of, note, policy_in_force, queue_of
from bot.digests import fire_digest
from bot.errors import LostRace, StorageAway
from bot.escalation import Escalation, State
from bot.notices import BreachAlert, CardChanged, CommunicateReminder, Delayed, Reminder
from bot.offers import next_person, offer, put_before, wake_unoffered
from bot.policy import Policy, Queue
from bot.ports import Storage, Work
from bot.reminders import COMMUNICATE_EVERY, Step, Timer, TimerKind, read_about
from bot.rotation import NobodyEligible
from bot.service_levels import ClockEvent, ClockEventKind, ClockName, ClockReading, read_clock

PUT_OFF = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Fired:
    """How many timers were fired, and what went wrong with those that could not be."""

    count: int
    failures: tuple[Exception, ...] = ()


def run_due(storage: Storage, now: datetime, *, limit: int = 500) -> Fired:
    """Fires what is due, each timer in a transaction of its own.

    A timer that fails is put off, so that it holds up none of the others. Raises StorageAway.
    """
    count, failures = 0, list[Exception]()
    while count + len(failures) < limit:
        timer: Timer | None = None
        try:
            with storage.begin() as work:
                timer = work.timers.take_due(now)
                if timer is None:
                    break
                fire(work, timer, now)
            count += 1
        except StorageAway:
            raise
        except LostRace:
            # Somebody changed the same case at that moment: the timer is still there, with the new
            # state to be looked at by the next call.
            break
        except Exception as failure:
            if timer is None:
                raise
            failures.append(failure)
            with storage.begin() as work:
                work.timers.postpone(timer, now + PUT_OFF)
    return Fired(count, tuple(failures))


def fire(work: Work, timer: Timer, now: datetime) -> None:
    """Does what a timer is for, if it is still so."""
    policy = policy_in_force(work)
    if timer.kind is TimerKind.DIGEST:
        fire_digest(work, policy, timer, now)
        return
    escalation = work.escalations.get(timer.escalation_id) if timer.escalation_id else None
    if escalation is None or escalation.state is State.CLOSED:
        return
    queue = queue_of(policy, escalation)
    match timer.kind:
        case TimerKind.REMINDER:
            _remind(work, escalation, policy, queue, timer, now)
        case TimerKind.OFFER_LAPSE:
            _lapse(work, escalation, policy, queue, now)
        case TimerKind.OFFER_AGAIN:
            _offer_again(work, escalation, policy, queue, now)
        case TimerKind.COMMUNICATE:
            _ask_to_communicate(work, escalation, now)


def _remind(
    work: Work, escalation: Escalation, policy: Policy, queue: Queue, timer: Timer, now: datetime
) -> None:
    clock, step = read_about(timer.about)
    reading = read_clock(work.clocks.of(escalation.id), clock)
    if reading is None or not reading.is_running:
        return
    if step is Step.BREACH:
        if reading.is_late(now):
            _breach(work, escalation, policy, queue, reading, now)
        return
    if now > reading.due_at:
        return
    to = escalation.holder
    people = [to] if to else sorted(managers_of(work, policy, queue))
    work.outbox.put(*(Reminder(p, escalation.id, clock, step, reading.run) for p in people))


def _breach(
    work: Work,
    escalation: Escalation,
    policy: Policy,
    queue: Queue,
    reading: ClockReading,
    now: datetime,
) -> None:
    missed = ClockEvent(escalation.id, reading.clock, reading.run, ClockEventKind.MISSED, now)
    work.clocks.add([missed])
    note(work, escalation.id, now, f"{reading.clock.words} missed")
    holder = escalation.holder
    if holder is not None:
        work.outbox.put(Reminder(holder, escalation.id, reading.clock, Step.BREACH, reading.run))
    managers = managers_of(work, policy, queue) - {holder}
    work.outbox.put(
        CardChanged(escalation.id),
        *(BreachAlert(m, escalation.id, reading.clock, reading.run) for m in sorted(managers)),
    )
    if reading.clock is ClockName.RESOLUTION:
        work.outbox.put(Delayed(escalation.requester, escalation.id, reading.run))


def _lapse(work: Work, escalation: Escalation, policy: Policy, queue: Queue, now: datetime) -> None:
    """An unclaimed offer goes to the next person, if there is one who hasn't had it this round and
    the first response isn't missed yet; if there isn't, it stays, and its holder is reminded."""
    offered = escalation.offer
    if escalation.state is not State.OPEN or offered is None or now < offered.lapses_at:
        return
    reading = read_clock(work.clocks.of(escalation.id), ClockName.FIRST_RESPONSE)
    waiting = reading is not None and reading.is_running
    if waiting and reading is not None and now >= reading.due_at:
        return
    choice = next_person(work, escalation, queue, not_again={}, new_round=False)
    if isinstance(choice, NobodyEligible):
        if waiting and reading is not None:
            half = Reminder(
                offered.to, escalation.id, ClockName.FIRST_RESPONSE, Step.HALF, reading.run
            )
            work.outbox.put(half)
        return
    note(work, escalation.id, now, "offer lapsed", details={"to": offered.to})
    wake_unoffered(work, queue.name, now)
    work.escalations.save(put_before(work, escalation, policy, queue, choice, now))
    work.outbox.put(CardChanged(escalation.id))


def _offer_again(
    work: Work, escalation: Escalation, policy: Policy, queue: Queue, now: datetime
) -> None:
    if escalation.state is not State.OPEN or escalation.offer is not None:
        return
    after = offer(work, escalation, policy, queue, now, quiet=True)
    if after.offer is not None:
        work.escalations.save(after)
        work.outbox.put(CardChanged(escalation.id))


def _ask_to_communicate(work: Work, escalation: Escalation, now: datetime) -> None:
    if escalation.state is not State.DECIDED or escalation.owner is None:
        return
    work.outbox.put(CommunicateReminder(escalation.owner, escalation.id))
    again = now + COMMUNICATE_EVERY
    work.timers.plan([Timer(TimerKind.COMMUNICATE, again, escalation.id)])
