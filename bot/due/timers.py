"""Fires the timers that are due, each against the state as it is by then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from bot.case.errors import LostRace, StorageAway
from bot.casework.passing_on import recheck_assignment
from bot.casework.queues import policy_in_force, queue_of
from bot.casework.service_clocks import ServedBy
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
from bot.reminders.timers import (
    AbsenceOver,
    CaseTimer,
    ClockStep,
    Communicate,
    DayEnd,
    DeadlineStep,
    OfferAgain,
    OfferLapse,
    OfferLapsing,
    PlannedDigest,
    PlannedNudge,
    Recheck,
    Timer,
    Unreadable,
    WaitOver,
)

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
        timer: Timer | Unreadable | None = None
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


def fire(work: Work, timer: Timer | Unreadable, now: datetime) -> None:
    """Does what a timer is for, if it is still so. Raises ValueError for one that can't be read."""
    policy = policy_in_force(work)
    if isinstance(timer, CaseTimer):
        _fire_of_case(work, policy, timer, now)
        return
    match timer:
        case PlannedNudge():
            fire_nudge(work, policy, timer, now)
        case PlannedDigest():
            fire_digest(work, policy, timer, now)
        case DayEnd():
            fire_day_end(work, policy, timer, now)
        case AbsenceOver():
            absence_is_over(work, timer.user, now)
        case Unreadable():
            raise ValueError(timer.why)
        case _:
            assert_never(timer)


def _fire_of_case(work: Work, policy: Policy, timer: CaseTimer, now: datetime) -> None:
    """What is of one case, which is locked first."""
    escalation = work.escalations.get(timer.escalation_id)
    if escalation is None or escalation.is_closed:
        return
    served_by = ServedBy(policy, queue_of(policy, escalation))
    match timer:
        case ClockStep():
            fire_clock_step(work, escalation, served_by, timer, now)
        case OfferLapse():
            fire_lapse(work, escalation, served_by, now)
        case OfferLapsing():
            fire_lapsing(work, escalation, served_by, timer, now)
        case OfferAgain():
            fire_offer_again(work, escalation, served_by, now)
        case WaitOver():
            wait_is_over(work, escalation, served_by, now)
        case DeadlineStep():
            deadline_nears(work, escalation, served_by, timer, now)
        case Communicate():
            fire_communicate(work, escalation, served_by, timer, now)
        case Recheck():
            recheck_assignment(work, escalation, served_by, now)
        case _:
            assert_never(timer)
