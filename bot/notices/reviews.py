"""What is to be said of a decision that waits for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.case.identifiers import EscalationId, UserId


@dataclass(frozen=True, slots=True)
class ApprovalWanted:
    """To an approver: you are asked to approve this decision."""

    to: UserId
    escalation_id: EscalationId
    review: int
    sort: Literal["approval_wanted"] = "approval_wanted"


@dataclass(frozen=True, slots=True)
class NobodyToApprove:
    """To a manager: nobody can be asked to approve a decision, with why not for each. `again_at`
    (ISO): when time alone makes somebody eligible, '' if it won't."""

    to: UserId
    escalation_id: EscalationId
    review: int
    reasons: tuple[tuple[UserId, str], ...]
    again_at: str = ""
    sort: Literal["nobody_to_approve"] = "nobody_to_approve"


@dataclass(frozen=True, slots=True)
class Approved:
    """To the owner: a second person has approved the decision."""

    to: UserId
    escalation_id: EscalationId
    decision_id: int
    by: UserId
    reason: str = ""
    in_place_of: UserId | None = None
    sort: Literal["approved"] = "approved"


@dataclass(frozen=True, slots=True)
class SentBack:
    """To the owner: a second person has sent the decision back, and why."""

    to: UserId
    escalation_id: EscalationId
    review: int
    by: UserId
    reason: str
    in_place_of: UserId | None = None
    sort: Literal["sent_back"] = "sent_back"
