"""What is to be said, to whom, about what: the words come later, from the state at delivery."""

from __future__ import annotations

from typing import assert_never
from zlib import crc32

from bot.notices.cases import (
    Answered,
    CardChanged,
    Claimed,
    Communicated,
    DeadlineSet,
    Decided,
    Delayed,
    HandedOver,
    HandOverOff,
    Milestones,
    NobodyToOffer,
    NoLongerAsked,
    Offered,
    PriorityChanged,
    Raised,
    Released,
    Reopened,
    RequesterGone,
    StoodBack,
    TakenBy,
    Waiting,
    Withdrawn,
)
from bot.notices.feedback import FeedbackChanged, FeedbackNews, FeedbackReminder
from bot.notices.people import (
    CameBack,
    Covering,
    DigestDue,
    Hindered,
    HomeChanged,
    HomesChanged,
    LookUp,
    MemberLeft,
    NobodyManages,
    NoLongerCovering,
    Nudge,
    PrivateAnswer,
    Reminders,
    TakenOff,
    Undelivered,
    WentAway,
)

CaseNote = (
    Raised
    | Offered
    | Claimed
    | TakenBy
    | Released
    | HandedOver
    | NoLongerAsked
    | StoodBack
    | HandOverOff
    | NobodyToOffer
    | Waiting
    | Answered
    | PriorityChanged
    | DeadlineSet
    | Delayed
    | Decided
    | Communicated
    | Withdrawn
    | Reopened
    | RequesterGone
)
"""Private notes to one person about one case."""

PersonNote = (
    WentAway | CameBack | Covering | NoLongerCovering | MemberLeft | TakenOff | NobodyManages
)
"""Notes to one person about a person, who may be themselves, or about who isn't there."""

FeedbackNote = FeedbackNews | FeedbackReminder
"""Private notes to one person about a feedback item."""

Notice = (
    CardChanged
    | FeedbackChanged
    | FeedbackNote
    | Milestones
    | CaseNote
    | PersonNote
    | Reminders
    | DigestDue
    | HomeChanged
    | HomesChanged
    | LookUp
    | Undelivered
    | Hindered
    | PrivateAnswer
)

HOME_LANES = 4
"""Half as many as threads deliver: while Slack is slow to take Homes, all else still goes out."""


def lane(notice: Notice) -> str:
    """The lane a notice waits in: one case's thread, one person's notes, or one of its own.

    Within a lane the order of writing is kept; lanes go side by side. Empty: no order at all.
    """
    if isinstance(
        notice, CaseNote | PersonNote | FeedbackNote | Reminders | Undelivered | Hindered
    ):
        return f"to:{notice.to}"
    match notice:
        case CardChanged() | Milestones():
            return f"case:{notice.escalation_id}"
        case FeedbackChanged():
            return f"feedback:{notice.item}"
        case DigestDue():
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
        case PrivateAnswer():
            return ""
        case _:
            assert_never(notice)


__all__ = [
    "HOME_LANES",
    "Answered",
    "CameBack",
    "CardChanged",
    "CaseNote",
    "Claimed",
    "Communicated",
    "Covering",
    "DeadlineSet",
    "Decided",
    "Delayed",
    "DigestDue",
    "FeedbackChanged",
    "FeedbackNews",
    "FeedbackNote",
    "FeedbackReminder",
    "HandOverOff",
    "HandedOver",
    "Hindered",
    "HomeChanged",
    "HomesChanged",
    "LookUp",
    "MemberLeft",
    "Milestones",
    "NoLongerAsked",
    "NoLongerCovering",
    "NobodyManages",
    "NobodyToOffer",
    "Notice",
    "Nudge",
    "Offered",
    "PersonNote",
    "PriorityChanged",
    "PrivateAnswer",
    "Raised",
    "Released",
    "Reminders",
    "Reopened",
    "RequesterGone",
    "StoodBack",
    "TakenBy",
    "TakenOff",
    "Undelivered",
    "Waiting",
    "WentAway",
    "Withdrawn",
    "lane",
]
