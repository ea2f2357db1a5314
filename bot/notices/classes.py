"""What is to be said of who may read a case, and of whether its party may be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.case.identifiers import EscalationId, UserId


@dataclass(frozen=True, slots=True)
class EmbargoOff:
    """To requester and who holds it: its embargo is over."""

    to: UserId
    escalation_id: EscalationId
    in_place_of: UserId | None = None
    sort: Literal["embargo_off"] = "embargo_off"


@dataclass(frozen=True, slots=True)
class OwnerNotCleared:
    """To the managers, who had it and who raised it: its owner may not read it any more. `at` (ISO)
    is when that was seen."""

    to: UserId
    escalation_id: EscalationId
    owner: UserId
    at: str
    sort: Literal["owner_not_cleared"] = "owner_not_cleared"


@dataclass(frozen=True, slots=True)
class ClassChanged:
    """To requester and who holds it: from `at` (ISO) on another circle may read it. `until` (ISO)
    is when its embargo ends, '' without one."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    confidentiality: str
    until: str
    reason: str
    at: str
    in_place_of: UserId | None = None
    sort: Literal["class_changed"] = "class_changed"


@dataclass(frozen=True, slots=True)
class SilenceChanged:
    """To requester and who holds it: from `at` (ISO) its party may be told, or may not."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    may_be_told: bool
    at: str
    in_place_of: UserId | None = None
    sort: Literal["silence_changed"] = "silence_changed"


@dataclass(frozen=True, slots=True)
class ClosedUntold:
    """To requester or owner: closed, and its party was never told of the decision."""

    to: UserId
    escalation_id: EscalationId
    by: UserId
    in_place_of: UserId | None = None
    sort: Literal["closed_untold"] = "closed_untold"
