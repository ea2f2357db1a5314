"""The feedback items as a file: one line an item, in the order in which they were asked for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """An item with the cases that asked for it, in the report's columns. `what_should_change` has
    nothing of a case above `internal`. `in_time`: done by its due instant; None while that is
    open."""

    item: str
    target: str
    state: str
    root_cause: str
    what_should_change: str
    case_count: int
    cases: str
    asked_by: str
    asked_by_name: str | None
    asked_at: datetime
    due_at: datetime
    owner: str
    accepted_by: str | None
    accepted_at: datetime | None
    done_by: str | None
    done_at: datetime | None
    in_time: str
    verified_by: str | None
    verified_at: datetime | None
    rejected_by: str | None
    rejected_at: datetime | None
    reason: str


COLUMNS = tuple(field.name for field in fields(FeedbackLine))


def in_time(due_at: datetime, done_at: datetime | None) -> str:
    """Whether an item was done by when it was due; '' while it isn't done."""
    if done_at is None:
        return ""
    return "yes" if done_at <= due_at else "no"
