"""Timers: what is to be looked at when an instant comes, a class a kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from bot.case.feedback import FeedbackId
from bot.case.identifiers import EscalationId, UserId
from bot.case.second_look import LookId
from bot.case.spoken import Spoken
from bot.reminders.about import About, Run, Step, Topic
from bot.service_levels.clocks import ClockName

StepOfClock = Literal[Step.HALF, Step.MOST, Step.BREACH, Step.AGAIN]
"""How far a service clock's target is used up."""

StepOfDeadline = Literal[Step.THREE_DAYS, Step.ONE_DAY, Step.FOUR_HOURS, Step.PASSED]
"""How near a legal deadline is."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something is due at an instant. `id` is given when it is stored."""

    due_at: datetime
    id: int = field(default=0, kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class OfCase(Due):
    """A case is to be looked at."""

    escalation_id: EscalationId


@dataclass(frozen=True, slots=True)
class ClockStep(OfCase):
    """A service clock has come so far; AGAIN for the n-th time."""

    clock: ClockName
    step: StepOfClock
    number: int = 0

    @property
    def about(self) -> About:
        """What a reminder of it is about."""
        return About(Topic(self.clock.value), self.step, self.number)


@dataclass(frozen=True, slots=True)
class OfferLapse(OfCase):
    """Nobody has claimed it: its offer goes on."""


@dataclass(frozen=True, slots=True)
class OfferLapsing(OfCase):
    """Its offer lapses soon."""


@dataclass(frozen=True, slots=True)
class OfferAgain(OfCase):
    """Nobody could be offered it before."""


@dataclass(frozen=True, slots=True)
class ApproverLook(OfCase):
    """Who is asked to approve its decision hasn't answered, can't, or nobody could be asked."""


@dataclass(frozen=True, slots=True)
class WaitOver(OfCase):
    """The date has come until which it waits."""


@dataclass(frozen=True, slots=True)
class DeadlineStep(OfCase):
    """Its legal deadline is so near."""

    step: StepOfDeadline


StepOfConsult = Literal[Step.HALF, Step.MOST, Step.BREACH, Step.AGAIN]
"""How far the time of a consult is used up."""


@dataclass(frozen=True, slots=True)
class ConsultStep(OfCase):
    """So much of a consult's time is over for this recipient, a channel or a person; with '' for
    the case's owner. AGAIN for the n-th time."""

    consult: int
    step: StepOfConsult
    to: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class EmbargoOver(OfCase):
    """The time has come until which it is hidden."""


@dataclass(frozen=True, slots=True)
class Communicate(OfCase):
    """It is decided, and nobody was told yet."""


COMMUNICATE_EVERY = timedelta(days=1)
"""A decided case that nobody was told of is brought back this often (rules: Closed)."""


@dataclass(frozen=True, slots=True)
class Recheck(OfCase):
    """The policy has changed, or who is there, and with it perhaps whose hours a clock counts and
    whom a case is offered to."""


@dataclass(frozen=True, slots=True)
class PlannedNudge(Due):
    """A person is to be reminded of something about a case. `wanted_at`: when they should be, which
    is earlier than `due_at` if that had to wait. `as_manager`: they needn't hold the case.
    `at_any_hour`: outside of their hours too."""

    escalation_id: EscalationId
    to: UserId
    about: About
    run: Run
    wanted_at: datetime
    as_manager: bool = False
    at_any_hour: bool = False


@dataclass(frozen=True, slots=True)
class PlannedDigest(Due):
    """A digest goes out, over the time since then."""

    key: str
    since: datetime


@dataclass(frozen=True, slots=True)
class AbsenceOver(Due):
    """Somebody is expected back."""

    user: UserId


@dataclass(frozen=True, slots=True)
class DayEnd(Due):
    """An office closes soon."""

    office: str


@dataclass(frozen=True, slots=True)
class ChannelLook(Due):
    """The channels are looked at once a day."""


@dataclass(frozen=True, slots=True)
class FeedbackLook(Due):
    """A feedback item is brought back to who is to act on it, for the n-th time."""

    item: FeedbackId
    number: int = 0


@dataclass(frozen=True, slots=True)
class SecondLookStep(Due):
    """A second look is to be put before somebody, comes back, or goes on to another."""

    look: LookId


@dataclass(frozen=True, slots=True)
class WordsGathered(Due):
    """What was written of a case is told to somebody once an hour at most: then comes what was
    gathered since. `in_place_of`: for whom it was meant, if not for them."""

    escalation_id: EscalationId
    to: UserId
    words: tuple[Spoken, ...] = ()
    in_place_of: UserId | None = None


@dataclass(frozen=True, slots=True)
class Unreadable(Due):
    """One that was kept and that this version can't read, and why."""

    why: str


CaseTimer = (
    ClockStep
    | OfferLapse
    | OfferLapsing
    | OfferAgain
    | ApproverLook
    | WaitOver
    | DeadlineStep
    | EmbargoOver
    | ConsultStep
    | Communicate
    | Recheck
)
"""What is of one case, which is locked while it is looked at."""

Timer = (
    CaseTimer
    | PlannedNudge
    | PlannedDigest
    | AbsenceOver
    | DayEnd
    | ChannelLook
    | WordsGathered
    | FeedbackLook
    | SecondLookStep
)
