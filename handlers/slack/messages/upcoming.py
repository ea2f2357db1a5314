"""What a timer is for, in words."""

from __future__ import annotations

from typing import assert_never

from bot.reminders.about import About, Step
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

_STEPS = {
    Step.HALF: "half of",
    Step.MOST: "80 % of",
    Step.BREACH: "end of",
    Step.AGAIN: "some time after",
}


def upcoming(timer: Timer | Unreadable) -> str:
    """What a timer is for, in a few words."""
    if isinstance(timer, CaseTimer):
        return _upcoming_of_case(timer)
    match timer:
        case PlannedNudge():
            return f"reminder: {_subject(timer.about)}"
        case AbsenceOver():
            return "somebody is expected back"
        case PlannedDigest():
            return "digest"
        case FeedbackLook():
            return "another look at a feedback item"
        case SecondLookStep():
            return "another look at who gives a second look"
        case WordsGathered():
            return "what was written, gathered"
        case DayEnd():
            return "end of an office's day"
        case ChannelLook():
            return "daily look at the channels"
        case Unreadable():
            return "something that this version can't read"
        case _:
            assert_never(timer)


def _upcoming_of_case(timer: CaseTimer) -> str:
    match timer:
        case ClockStep():
            return f"{_STEPS[timer.step]} the time for the {_subject(timer.about)}"
        case WaitOver():
            return "end of the wait"
        case DeadlineStep():
            return "reminder of the legal deadline"
        case Recheck():
            return "another look at who has it, and whose hours count"
        case OfferLapsing():
            return "reminder of the offer"
        case OfferLapse():
            return "end of the offer"
        case OfferAgain():
            return "another look for somebody to offer it to"
        case ApproverLook():
            return "another look for somebody to approve the decision"
        case EmbargoOver():
            return "end of the embargo"
        case ConsultStep():
            return f"{_STEPS[timer.step]} the time a team has to answer"
        case Communicate():
            return "reminder that nobody has been told yet"
        case _:
            assert_never(timer)


def _subject(about: About) -> str:
    return about.subject.value.replace("_", " ")
