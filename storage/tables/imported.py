"""The tables of decisions that other systems made: themselves, and what they are about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Id, Table


class ImportedDecisionRow(Table):
    """A decision of another system; rows are added, never changed. `external_id` is its key there,
    `digest` equal for what says the same."""

    __tablename__ = "imported_decisions"
    __table_args__ = (
        Index("imported_decisions_by_key", "external_id", unique=True),
        Index("imported_decisions_by_time", "decided_at"),
        Index("imported_decisions_by_telling", "notified_at"),
        Index("imported_decisions_by_effect", "effect_given_at"),
        Index("imported_decisions_by_ground", "ground", "decided_at"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    external_id: Mapped[str]
    digest: Mapped[str]
    imported_at: Mapped[datetime]
    kind: Mapped[str]
    account: Mapped[str]
    title: Mapped[str]
    links: Mapped[list[str]] = mapped_column(JSON)
    requester: Mapped[str]
    opened_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    original_decision: Mapped[str]
    original_case: Mapped[int | None] = mapped_column(BigInteger)
    decided_by_type: Mapped[str]
    vendor: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]
    outcome: Mapped[str]
    ground: Mapped[str]
    explanation: Mapped[str]
    message: Mapped[str]
    restriction: Mapped[str]
    basis: Mapped[str]
    notified_at: Mapped[datetime | None]
    effect_given_at: Mapped[datetime | None]


class ImportedSubjectRow(Table):
    """One thing an imported decision is about, as `subjects` has it of cases."""

    __tablename__ = "imported_subjects"
    digest: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
