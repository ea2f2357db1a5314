"""What happens when a timer is due: each kind of timer and its effect, in one table."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.casework.queues import policy_in_force, queue_of
from bot.casework.rechecking import recheck_assignment
from bot.casework.service_clocks import ServedBy
from bot.due.clock_step import fire_clock_step
from bot.due.communication import fire_communicate
from bot.due.consult import fire_consult_step
from bot.due.dates import embargo_is_over, wait_is_over
from bot.due.deadline import deadline_nears
from bot.due.digest import fire_digest
from bot.due.of_judgement import fire_of_judgement
from bot.due.of_people import fire_of_person
from bot.due.of_places import fire_of_place
from bot.due.offer import fire_of_asking
from bot.ports import Work
from bot.reminders.timers import (
    AbsenceOver,
    ApproverLook,
    CaseTimer,
    ChannelLook,
    ClockStep,
    Communicate,
    ConsultStep,
    DayEnd,
    DeadlineStep,
    EmbargoOver,
    FeedbackLook,
    OfferAgain,
    OfferLapse,
    OfferLapsing,
    PlannedDigest,
    PlannedNudge,
    Recheck,
    SecondLookStep,
    Timer,
    Unreadable,
    WaitOver,
    WordsGathered,
)


def fire(work: Work, timer: Timer | Unreadable, now: datetime) -> None:
    """Does what a timer is for, if it is still so. Raises ValueError for one that can't be read."""
    if isinstance(timer, CaseTimer):
        _fire_of_case(work, timer, now)
        return
    policy = policy_in_force(work)
    match timer:
        case PlannedNudge() | AbsenceOver() | WordsGathered():
            fire_of_person(work, policy, timer, now)
        case PlannedDigest():
            fire_digest(work, policy, timer, now)
        case FeedbackLook() | SecondLookStep():
            fire_of_judgement(work, policy, timer, now)
        case DayEnd() | ChannelLook():
            fire_of_place(work, policy, timer, now)
        case Unreadable():
            raise ValueError(timer.why)
        case _:
            assert_never(timer)


def _fire_of_case(work: Work, timer: CaseTimer, now: datetime) -> None:
    """What is of one case, which is locked first."""
    escalation = work.escalations.get(timer.escalation_id)
    if escalation is None or (escalation.is_closed and not isinstance(timer, EmbargoOver)):
        return
    policy = policy_in_force(work)
    served_by = ServedBy(policy, queue_of(policy, escalation))
    match timer:
        case ClockStep():
            fire_clock_step(work, escalation, served_by, timer, now)
        case OfferLapse() | OfferLapsing() | OfferAgain() | ApproverLook():
            fire_of_asking(work, escalation, served_by, timer, now)
        case WaitOver():
            wait_is_over(work, escalation, served_by, now)
        case DeadlineStep():
            deadline_nears(work, escalation, served_by, timer, now)
        case EmbargoOver():
            embargo_is_over(work, escalation, served_by, now)
        case ConsultStep():
            fire_consult_step(work, escalation, served_by, timer, now)
        case Communicate():
            fire_communicate(work, escalation, served_by, timer, now)
        case Recheck():
            recheck_assignment(work, escalation, served_by, now)
        case _:
            assert_never(timer)
