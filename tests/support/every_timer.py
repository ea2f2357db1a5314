"""A timer of each kind."""

from __future__ import annotations

from datetime import datetime

from bot.case.feedback import FeedbackId
from bot.case.identifiers import EscalationId
from bot.case.second_look import LookId
from bot.case.spoken import Spoken
from bot.reminders.about import About, Step, Topic, to_the_second
from bot.reminders.timers import (
    AbsenceOver,
    ApproverLook,
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
    WaitOver,
    WordsGathered,
)
from bot.service_levels.clocks import ClockName
from tests.support.factories import CRANE, HERON, NOON


def every_timer(case: EscalationId, at: datetime) -> tuple[Timer, ...]:
    """All due at this instant, those of a case about this one."""
    return (
        ClockStep(at, case, ClockName.RESOLUTION, Step.AGAIN, 3),
        OfferLapse(at, case),
        OfferLapsing(at, case),
        OfferAgain(at, case),
        ApproverLook(at, case),
        WaitOver(at, case),
        DeadlineStep(at, case, Step.PASSED),
        EmbargoOver(at, case),
        Communicate(at, case),
        ConsultStep(at, case, 7, Step.AGAIN, "C0LEGALDESK", 2),
        Recheck(at, case),
        PlannedNudge(at, case, HERON, About(Topic.WAIT, Step.OVER), to_the_second(at), NOON),
        PlannedDigest(at, "a b c", NOON),
        AbsenceOver(at, HERON),
        DayEnd(at, "new york"),
        ChannelLook(at),
        FeedbackLook(at, FeedbackId(3), 2),
        SecondLookStep(at, LookId(5)),
        WordsGathered(at, case, HERON, (Spoken(CRANE, "It's here: “ünï”."),), CRANE),
    )
