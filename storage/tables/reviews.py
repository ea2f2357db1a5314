"""The tables of decisions that wait for a second person, and of who is asked to be that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Id, Table


class ReviewRow(Table):
    """A decision as it was written, and what a second person said of it."""

    __tablename__ = "reviews"
    __table_args__ = (Index("reviews_by_escalation", "escalation_id", "id"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    escalation_id: Mapped[int] = mapped_column(BigInteger)
    run: Mapped[int]
    draft: Mapped[Mapping[str, object]] = mapped_column(JSON)
    ground_words: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    case_version: Mapped[int]
    asks_all: Mapped[bool]
    lapses_at: Mapped[datetime | None]
    verdict: Mapped[str | None]
    judged_by: Mapped[str | None]
    judged_at: Mapped[datetime | None]
    reason: Mapped[str]


class ReviewAskRow(Table):
    """That somebody was asked to approve a decision: a turn of theirs in that queue. `is_open`
    while they are asked and it waits, so that what is asked of somebody is found by one index."""

    __tablename__ = "review_asks"
    __table_args__ = (
        Index("review_asks_by_review", "review_id", "id"),
        Index("review_asks_by_person", "user", "is_open"),
        Index("review_asks_by_turn", "queue", "user", "id"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    review_id: Mapped[int] = mapped_column(BigInteger)
    queue: Mapped[str]
    user: Mapped[str]
    at: Mapped[datetime]
    is_open: Mapped[bool]
