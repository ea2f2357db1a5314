"""What is to be said, to whom, about what: the words come later, from the state at delivery."""

from __future__ import annotations

from hashlib import sha256
from typing import assert_never
from zlib import crc32

from bot.case.identifiers import EscalationId, UserId
from bot.notices.cases import (
    Added,
    Answered,
    Assigned,
    CardChanged,
    CarriedOut,
    Claimed,
    Communicated,
    CustomerTold,
    DeadlineMissed,
    DeadlineSet,
    Decided,
    Delayed,
    FinalText,
    HandedOver,
    HandOverOff,
    Milestones,
    NobodyToOffer,
    NoLongerAsked,
    NotAsAsked,
    Offered,
    PriorityChanged,
    PriorityWished,
    Raised,
    Released,
    Reopened,
    RequesterGone,
    StoodBack,
    TakenBy,
    TakenOver,
    Urgent,
    Waiting,
    Withdrawn,
    Wrote,
)
from bot.notices.classes import (
    ClassChanged,
    ClosedUntold,
    EmbargoOff,
    OwnerNotCleared,
    SilenceChanged,
)
from bot.notices.consults import ConsultDue, ConsultPut, TeamAnswered
from bot.notices.feedback import FeedbackChanged, FeedbackNews, FeedbackReminder
from bot.notices.people import (
    CameBack,
    ChannelExposed,
    ChannelMended,
    Covering,
    DigestDue,
    FormNotOpened,
    Hindered,
    HomeChanged,
    HomesChanged,
    LookAt,
    LookUp,
    MemberLeft,
    NobodyManages,
    NoLongerCovering,
    NotesChanged,
    Nudge,
    PrivateAnswer,
    Reminders,
    ReportAsked,
    TakenOff,
    Undelivered,
    WentAway,
    WhatIfAsked,
)
from bot.notices.reviews import ApprovalWanted, Approved, NobodyToApprove, SentBack
from bot.notices.second_looks import SecondLookDiffers, SecondLookWanted

CaseNote = (
    Raised
    | Offered
    | Claimed
    | TakenBy
    | Assigned
    | TakenOver
    | Released
    | HandedOver
    | NoLongerAsked
    | StoodBack
    | HandOverOff
    | NobodyToOffer
    | Urgent
    | Waiting
    | Answered
    | TeamAnswered
    | PriorityChanged
    | DeadlineSet
    | DeadlineMissed
    | Delayed
    | Decided
    | FinalText
    | CarriedOut
    | Communicated
    | CustomerTold
    | Withdrawn
    | ClosedUntold
    | Reopened
    | RequesterGone
    | Wrote
    | PriorityWished
    | NotAsAsked
    | EmbargoOff
    | SilenceChanged
    | OwnerNotCleared
    | ClassChanged
    | ApprovalWanted
    | NobodyToApprove
    | Approved
    | SentBack
)
"""Private notes to one person about one case."""

PersonNote = (
    WentAway
    | CameBack
    | Covering
    | NoLongerCovering
    | MemberLeft
    | TakenOff
    | NobodyManages
    | ChannelExposed
    | ChannelMended
)
"""Notes to one person about a person, who may be themselves, about who isn't there, or about who
is in a channel."""

FeedbackNote = FeedbackNews | FeedbackReminder
"""Private notes to one person about a feedback item."""

SecondLookNote = SecondLookWanted | SecondLookDiffers
"""Private notes to one person about a second look."""

ConsultMessage = ConsultPut | ConsultDue
"""What a team is told of a question to it."""

Notice = (
    CardChanged
    | FeedbackChanged
    | FeedbackNote
    | SecondLookNote
    | Added
    | Milestones
    | CaseNote
    | PersonNote
    | ConsultMessage
    | Reminders
    | NotesChanged
    | DigestDue
    | ReportAsked
    | WhatIfAsked
    | HomeChanged
    | HomesChanged
    | LookUp
    | LookAt
    | Undelivered
    | Hindered
    | FormNotOpened
    | PrivateAnswer
)

HOME_LANES = 4
"""Half as many as threads deliver: while Slack is slow to take Homes, all else still goes out."""


def lane(notice: Notice) -> str:
    """The lane a notice waits in: one case's thread, one person's notes, or one of its own.

    Within a lane the order of writing is kept; lanes go side by side. Empty: no order at all.
    """
    if isinstance(
        notice,
        CaseNote
        | PersonNote
        | FeedbackNote
        | SecondLookNote
        | ConsultMessage
        | Reminders
        | Undelivered
        | Hindered,
    ):
        return f"to:{notice.to}"
    match notice:
        case CardChanged():
            return f"case:{notice.escalation_id}"
        case FeedbackChanged():
            return f"feedback:{notice.item}"
        case Added() | Milestones():
            # The card doesn't wait for them; they wait for the card, which opens the thread.
            return f"thread:{notice.escalation_id}"
        case DigestDue() | ReportAsked() | WhatIfAsked() | FormNotOpened() | NotesChanged():
            return f"to:{notice.to}"
        case HomeChanged():
            # What somebody waits for is not to stand behind what many wait for. Those stand in a
            # few lanes, so that they don't all ask at once whether it is their turn.
            one_of_many = f"homes:{crc32(notice.to.encode()) % HOME_LANES}"
            return one_of_many if notice.with_others else f"home:{notice.to}"
        case HomesChanged():
            return "homes"
        case LookUp():
            return f"person:{notice.user}"
        case LookAt():
            return f"channel:{notice.channel}"
        case PrivateAnswer():
            return ""
        case _:
            assert_never(notice)


def about_case(escalation_id: EscalationId) -> str:
    """The subject of notes about a case."""
    return f"case:{escalation_id}"


def about_person(user: UserId) -> str:
    """The subject of notes about whether somebody is there."""
    return f"person:{user}"


def about_row(outbox_id: int) -> str:
    """The subject of notes about something that could not be delivered."""
    return f"row:{outbox_id}"


def about_feedback(item: int) -> str:
    """The subject of notes about a feedback item."""
    return f"feedback:{item}"


def about_second_look(look: int) -> str:
    """The subject of notes that ask for a second look."""
    return f"second_look:{look}"


def form_mark(typed: str) -> str:
    """What tells what was typed into a form that couldn't open from anything else."""
    return sha256(typed.encode()).hexdigest()[:16]


def about_form(user: UserId, mark: str) -> str:
    """The subject of notes that bring back a form that couldn't open, by its `form_mark`."""
    return f"form:{user}:{mark}"


def subject_of(notice: Notice) -> str:
    """What a note is about, by whose changes it is settled; '' for what is never looked at again.

    Whether it is settled is seen by what would be said now: a note that would say nothing any more,
    or would have no buttons, is (`handlers/delivery/rendering_settled.py`).
    """
    if isinstance(notice, CaseNote | SecondLookDiffers):
        return about_case(notice.escalation_id)
    if isinstance(notice, FeedbackNews | FeedbackReminder):
        return about_feedback(notice.item)
    if isinstance(notice, SecondLookWanted):
        return about_second_look(notice.look)
    if isinstance(notice, WentAway | CameBack):
        return about_person(notice.to)
    if isinstance(notice, Undelivered):
        return about_row(notice.outbox_id)
    if isinstance(notice, FormNotOpened):
        return about_form(notice.to, form_mark(notice.typed))
    if isinstance(notice, Reminders):
        cases = {nudge.escalation_id for nudge in notice.nudges}
        return about_case(cases.pop()) if len(cases) == 1 else ""
    return ""


__all__ = [
    "HOME_LANES",
    "Added",
    "Answered",
    "ApprovalWanted",
    "Approved",
    "Assigned",
    "CameBack",
    "CardChanged",
    "CarriedOut",
    "CaseNote",
    "ChannelExposed",
    "ChannelMended",
    "Claimed",
    "ClassChanged",
    "ClosedUntold",
    "Communicated",
    "ConsultDue",
    "ConsultMessage",
    "ConsultPut",
    "Covering",
    "CustomerTold",
    "DeadlineMissed",
    "DeadlineSet",
    "Decided",
    "Delayed",
    "DigestDue",
    "EmbargoOff",
    "FeedbackChanged",
    "FeedbackNews",
    "FeedbackNote",
    "FeedbackReminder",
    "FinalText",
    "FormNotOpened",
    "HandOverOff",
    "HandedOver",
    "Hindered",
    "HomeChanged",
    "HomesChanged",
    "LookAt",
    "LookUp",
    "MemberLeft",
    "Milestones",
    "NoLongerAsked",
    "NoLongerCovering",
    "NobodyManages",
    "NobodyToApprove",
    "NobodyToOffer",
    "NotAsAsked",
    "NotesChanged",
    "Notice",
    "Nudge",
    "Offered",
    "OwnerNotCleared",
    "PersonNote",
    "PriorityChanged",
    "PriorityWished",
    "PrivateAnswer",
    "Raised",
    "Released",
    "Reminders",
    "Reopened",
    "ReportAsked",
    "RequesterGone",
    "SecondLookDiffers",
    "SecondLookNote",
    "SecondLookWanted",
    "SentBack",
    "SilenceChanged",
    "StoodBack",
    "TakenBy",
    "TakenOff",
    "TakenOver",
    "TeamAnswered",
    "Undelivered",
    "Urgent",
    "Waiting",
    "WentAway",
    "WhatIfAsked",
    "Withdrawn",
    "Wrote",
    "about_case",
    "about_feedback",
    "about_person",
    "about_row",
    "about_second_look",
    "lane",
    "subject_of",
]
