"""What happens to a decision that waits for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.case.identifiers import UserId


@dataclass(frozen=True, slots=True)
class ReviewBegun:
    """A decision was written, and waits for a second person; `again` where it takes the place of
    one that waited already."""

    outcome: str
    again: bool = False
    sort: Literal["review_begun"] = "review_begun"


@dataclass(frozen=True, slots=True)
class ApprovalAsked:
    """Somebody was asked to approve it. `others`: who wasn't, each with why."""

    to: UserId
    others: tuple[tuple[UserId, str], ...] = ()
    sort: Literal["approval_asked"] = "approval_asked"


@dataclass(frozen=True, slots=True)
class NoApproverFound:
    """Nobody could be asked to approve it."""

    sort: Literal["no_approver"] = "no_approver"


@dataclass(frozen=True, slots=True)
class DecisionApproved:
    """A second person approved it; what they said of it, if anything, is the entry's why."""

    written_by: UserId
    sort: Literal["approved"] = "approved"


@dataclass(frozen=True, slots=True)
class DecisionSentBack:
    """A second person sent it back; what is to be changed is the entry's why."""

    sort: Literal["sent_back"] = "sent_back"


@dataclass(frozen=True, slots=True)
class DraftKept:
    """What somebody had written of a decision was kept, since they closed the form. It's theirs
    alone to read, and gone when the case is decided."""

    sort: Literal["draft_kept"] = "draft_kept"


ReviewEvent = (
    DraftKept | ReviewBegun | ApprovalAsked | NoApproverFound | DecisionApproved | DecisionSentBack
)
"""All of them."""
