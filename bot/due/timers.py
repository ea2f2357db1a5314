"""Fires the timers that are due, each against the state as it is by then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.case.errors import LostRace, StorageAway
from bot.case.identifiers import UserId
from bot.casework.passing_on import reckon_one
from bot.casework.queues import policy_in_force, queue_of
from bot.casework.service_clocks import Service
from bot.due.absence_over import absence_is_over
from bot.due.clock_step import fire_clock_step
from bot.due.communication import fire_communicate
from bot.due.day_end import fire_day_end
from bot.due.deadline import deadline_nears
from bot.due.digest import fire_digest
from bot.due.nudge import fire_nudge
from bot.due.offer import fire_lapse, fire_lapsing, fire_offer_again
from bot.due.wait_over import wait_is_over
from bot.policy import Policy
from bot.ports import Storage, Work
from bot.reminders.timers import Timer, TimerKind

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
    of_no_case = _OF_NO_CASE.get(timer.kind)
    if of_no_case is not None:
        of_no_case(work, policy, timer, now)
        return
    if timer.kind is TimerKind.ABSENCE_OVER:
        absence_is_over(work, UserId(timer.about), now)
        return
    escalation = work.escalations.get(timer.escalation_id) if timer.escalation_id else None
    if escalation is None or escalation.is_closed:
        return
    service = Service(policy, queue_of(policy, escalation))
    match timer.kind:
        case TimerKind.REMINDER:
            fire_clock_step(work, escalation, service, timer, now)
        case TimerKind.OFFER_LAPSE:
            fire_lapse(work, escalation, service, now)
        case TimerKind.OFFER_LAPSING:
            fire_lapsing(work, escalation, service, timer, now)
        case TimerKind.OFFER_AGAIN:
            fire_offer_again(work, escalation, service, now)
        case TimerKind.WAIT_OVER:
            wait_is_over(work, escalation, service, now)
        case TimerKind.DEADLINE:
            deadline_nears(work, escalation, service, timer, now)
        case TimerKind.COMMUNICATE:
            fire_communicate(work, escalation, service, timer, now)
        case TimerKind.RECKON:
            reckon_one(work, escalation, service, now)


_OF_NO_CASE: Mapping[TimerKind, Callable[[Work, Policy, Timer, datetime], None]] = {
    TimerKind.DIGEST: fire_digest,
    TimerKind.DAY_END: fire_day_end,
    TimerKind.NUDGE: fire_nudge,
}
"""What is not of one case: a case is locked for the others."""
