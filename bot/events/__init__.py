"""What can happen to a case, as its timeline keeps it: a class each. Words belong to messages.

Each is stored by its `sort`, which stays as it is: timelines are kept for years. Who did it, when,
from where and why is the entry's (`TimelineEntry`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.case.escalation import Party
from bot.case.identifiers import EscalationId, UserId
from bot.case.priority import Priority
from bot.case.states import CloseReason
from bot.events.consults import ConsultAnswered, ConsultAsked, ConsultCancelled, ConsultOverdue
from bot.events.feedback import FeedbackAsked, FeedbackMoved
from bot.events.kinds import (
    AppealMarked,
    ClassMoved,
    EmbargoEnded,
    SilenceBegun,
    SilenceEnded,
    SuppressionMarked,
)
from bot.events.looks import CaseLookedAt, NoteNotDelivered
from bot.events.offers import NobodyFound, OfferLapsed, OfferMade, OfferPassedOn
from bot.events.ownership import (
    CaseAssigned,
    CaseClaimed,
    CaseReleased,
    CaseTakenOver,
    ConflictOverridden,
    HandOverAsked,
    HandOverTakenBack,
    PersonStoodBack,
)
from bot.events.reviews import (
    ApprovalAsked,
    DecisionApproved,
    DecisionSentBack,
    NoApproverFound,
    ReviewBegun,
    ReviewEvent,
)
from bot.events.second_looks import SecondLookEvent, SecondLookGiven, SecondLookLeft
from bot.reminders.about import Topic
from bot.service_levels.clocks import ClockName


@dataclass(frozen=True, slots=True)
class CaseRaised:
    """Somebody raised the case."""

    sort: Literal["raised"] = "raised"


@dataclass(frozen=True, slots=True)
class WaitBegun:
    """It waits on a party until a date."""

    on: Party
    until: datetime
    sort: Literal["wait_begun"] = "wait_begun"


@dataclass(frozen=True, slots=True)
class WaitEnded:
    """It doesn't wait on that party any more."""

    on: Party
    sort: Literal["wait_ended"] = "wait_ended"


@dataclass(frozen=True, slots=True)
class PriorityMoved:
    """It has another priority."""

    before: Priority
    after: Priority
    sort: Literal["priority_changed"] = "priority_changed"


@dataclass(frozen=True, slots=True)
class DeadlineMade:
    """It has a legal deadline, or another one: `was` is the one before. `zone` is where it was
    set."""

    at: datetime
    zone: str
    source: str
    was: datetime | None = None
    sort: Literal["deadline_set"] = "deadline_set"


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """Its legal deadline has passed."""

    sort: Literal["deadline_passed"] = "deadline_passed"


@dataclass(frozen=True, slots=True)
class TargetMissed:
    """A service clock passed its target."""

    clock: ClockName
    sort: Literal["target_missed"] = "target_missed"


@dataclass(frozen=True, slots=True)
class ReminderSnoozed:
    """Somebody has a reminder come back later."""

    about: Topic
    until: datetime
    sort: Literal["snoozed"] = "snoozed"


@dataclass(frozen=True, slots=True)
class CaseDecided:
    """A decision was recorded; `again` where it supersedes an earlier one."""

    outcome: str
    decision: int
    again: bool = False
    sort: Literal["decided"] = "decided"


@dataclass(frozen=True, slots=True)
class DecisionCommunicated:
    """The impacted party was told, which closed it unless something else was left to do."""

    through: str
    sort: Literal["communicated"] = "communicated"


@dataclass(frozen=True, slots=True)
class PartyNotTold:
    """Nobody is told of the decision, which closed it unless it was to be carried out; why not is
    the entry's why."""

    sort: Literal["party_not_told"] = "party_not_told"


@dataclass(frozen=True, slots=True)
class DecisionCarriedOut:
    """A reversal is in force since `given_at`; where that can be seen is the entry's why."""

    given_at: datetime
    sort: Literal["carried_out"] = "carried_out"


@dataclass(frozen=True, slots=True)
class CaseWithdrawn:
    """It was closed without a decision."""

    reason: CloseReason
    sort: Literal["withdrawn"] = "withdrawn"


@dataclass(frozen=True, slots=True)
class InformationAdded:
    """Who raised it added something; what, is the entry's why."""

    sort: Literal["information_added"] = "information_added"


@dataclass(frozen=True, slots=True)
class CaseCorrected:
    """Who raised it corrected what it is called, or whose it is: as these were before."""

    title: str
    account: str
    sort: Literal["corrected"] = "corrected"


@dataclass(frozen=True, slots=True)
class PriorityAsked:
    """Who raised it asked for another priority."""

    priority: Priority
    sort: Literal["priority_asked"] = "priority_asked"


@dataclass(frozen=True, slots=True)
class PriorityKept:
    """Its owner, or a manager, kept its priority, though this one was asked for."""

    asked: Priority
    sort: Literal["priority_kept"] = "priority_kept"


@dataclass(frozen=True, slots=True)
class CaseJoined:
    """Somebody with the same subject joined it instead of raising one of their own."""

    sort: Literal["joined"] = "joined"


@dataclass(frozen=True, slots=True)
class MergedInto:
    """It was closed as a duplicate: who raised it joined the other."""

    into: EscalationId
    sort: Literal["merged_into"] = "merged_into"


@dataclass(frozen=True, slots=True)
class MergedFrom:
    """Another was merged into it: who raised that joined this."""

    other: EscalationId
    sort: Literal["merged_from"] = "merged_from"


@dataclass(frozen=True, slots=True)
class CaseReopened:
    """It was taken up again."""

    sort: Literal["reopened"] = "reopened"


@dataclass(frozen=True, slots=True)
class QueueChanged:
    """It went to another queue, since the policy has moved its own, or its kind."""

    before: str
    after: str
    sort: Literal["queue_changed"] = "queue_changed"


@dataclass(frozen=True, slots=True)
class RequesterLeft:
    """Who raised it has left the workspace; `after`, who had joined it, is in their place."""

    before: UserId
    after: UserId | None = None
    sort: Literal["requester_left"] = "requester_left"


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that an earlier version wrote in words of its own."""

    words: str
    details: str = ""
    sort: Literal["noted"] = "noted"


Event = (
    CaseRaised
    | OfferMade
    | OfferLapsed
    | OfferPassedOn
    | NobodyFound
    | CaseClaimed
    | CaseAssigned
    | CaseTakenOver
    | CaseReleased
    | PersonStoodBack
    | HandOverAsked
    | HandOverTakenBack
    | ConflictOverridden
    | WaitBegun
    | WaitEnded
    | ConsultAsked
    | ConsultAnswered
    | ConsultOverdue
    | ConsultCancelled
    | PriorityMoved
    | DeadlineMade
    | ClassMoved
    | EmbargoEnded
    | SilenceBegun
    | SilenceEnded
    | SuppressionMarked
    | AppealMarked
    | DeadlinePassed
    | TargetMissed
    | ReminderSnoozed
    | CaseDecided
    | ReviewEvent
    | SecondLookEvent
    | DecisionCommunicated
    | PartyNotTold
    | DecisionCarriedOut
    | CaseWithdrawn
    | InformationAdded
    | CaseCorrected
    | PriorityAsked
    | PriorityKept
    | CaseJoined
    | MergedInto
    | MergedFrom
    | CaseReopened
    | QueueChanged
    | RequesterLeft
    | NoteNotDelivered
    | FeedbackAsked
    | FeedbackMoved
    | CaseLookedAt
    | Noted
)

__all__ = [
    "AppealMarked",
    "ApprovalAsked",
    "CaseAssigned",
    "CaseClaimed",
    "CaseCorrected",
    "CaseDecided",
    "CaseJoined",
    "CaseLookedAt",
    "CaseRaised",
    "CaseReleased",
    "CaseReopened",
    "CaseTakenOver",
    "CaseWithdrawn",
    "ClassMoved",
    "ConflictOverridden",
    "ConsultAnswered",
    "ConsultAsked",
    "ConsultCancelled",
    "ConsultOverdue",
    "DeadlineMade",
    "DeadlinePassed",
    "DecisionApproved",
    "DecisionCarriedOut",
    "DecisionCommunicated",
    "DecisionSentBack",
    "EmbargoEnded",
    "Event",
    "FeedbackAsked",
    "FeedbackMoved",
    "HandOverAsked",
    "HandOverTakenBack",
    "InformationAdded",
    "MergedFrom",
    "MergedInto",
    "NoApproverFound",
    "NobodyFound",
    "NoteNotDelivered",
    "Noted",
    "OfferLapsed",
    "OfferMade",
    "OfferPassedOn",
    "PartyNotTold",
    "PersonStoodBack",
    "PriorityAsked",
    "PriorityKept",
    "PriorityMoved",
    "QueueChanged",
    "ReminderSnoozed",
    "RequesterLeft",
    "ReviewBegun",
    "ReviewEvent",
    "SecondLookEvent",
    "SecondLookGiven",
    "SecondLookLeft",
    "SilenceBegun",
    "SilenceEnded",
    "SuppressionMarked",
    "TargetMissed",
    "WaitBegun",
    "WaitEnded",
]
