"""The decision register as a report: one line a decision, oldest first, also those superseded."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A decision with what is told beside it, in the register's columns. One that was imported has
    its key there as reference, and no number in the register. `territory` has a blank between its
    countries; it and `until` are empty where there is no bound."""

    reference: str
    decision: int | None
    supersedes: int | None
    kind: str
    priority: str
    queue: str
    account: str
    title: str
    requester: str
    requester_name: str | None
    opened_at: datetime | None
    outcome: str
    ground: str
    ground_text: str
    explanation: str
    message: str
    root_cause: str
    what_should_change: str
    decided_by: str
    decided_by_name: str | None
    decided_at: datetime
    told_through: str
    communicated_by: str | None
    communicated_at: datetime | None
    policy_version: int | None
    superseded_by: int | None
    facts: str
    language: str
    other_message: str
    why_otherwise: str
    restriction: str
    restriction_what: str
    restriction_other: str
    category: str
    automated_means: str
    territory: str
    until: str
    guideline_version: str
    approved_by: str | None
    approved_by_name: str | None
    approved_at: datetime | None
    other_communicated_by: str | None
    other_communicated_at: datetime | None
    carried_out_by: str | None
    carried_out_at: datetime | None
    carried_out_since: datetime | None
    seen_at: str | None
    not_told_by: str | None
    not_told_at: datetime | None
    not_told_why: str | None


COLUMNS = tuple(field.name for field in fields(Line))
