"""The tables of feedback items: themselves, and the cases of each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Id, Table

_WITH_THE_TARGET = text("state IN ('open', 'accepted')")


class FeedbackRow(Table):
    """A feedback item, and where its message stands. While it's with its target no other of the
    same cause is: what asks for one joins it."""

    __tablename__ = "feedback"
    __table_args__ = (
        Index(
            "feedback_of_cause",
            "target",
            "root_cause",
            unique=True,
            sqlite_where=_WITH_THE_TARGET,
            postgresql_where=_WITH_THE_TARGET,
        ),
        Index("feedback_by_state", "state", "due_at"),
        Index("feedback_by_time", "asked_at"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    version: Mapped[int]
    target: Mapped[str]
    root_cause: Mapped[str]
    target_channel: Mapped[str]
    owner: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[str]
    reason: Mapped[str]
    accepted_by: Mapped[str | None]
    accepted_at: Mapped[datetime | None]
    rejected_by: Mapped[str | None]
    rejected_at: Mapped[datetime | None]
    done_by: Mapped[str | None]
    done_at: Mapped[datetime | None]
    verified_by: Mapped[str | None]
    verified_at: Mapped[datetime | None]
    channel: Mapped[str]
    ts: Mapped[str]
    card_ts: Mapped[str]


class FeedbackCaseRow(Table):
    """That a case is of an item's cause, and what it says should change."""

    __tablename__ = "feedback_cases"
    __table_args__ = (Index("feedback_cases_by_case", "escalation_id"),)
    item: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    escalation_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    place: Mapped[int]
    queue: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    what_should_change: Mapped[str]
    is_kept: Mapped[bool]
