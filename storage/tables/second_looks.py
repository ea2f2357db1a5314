"""The tables of second looks: themselves, the strata they are drawn in, who was asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Id, Table


class LookStratumRow(Table):
    """A queue's decisions with one outcome under one share: the seed, and how many there were."""

    __tablename__ = "look_strata"
    queue: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(primary_key=True)
    share: Mapped[str] = mapped_column(primary_key=True)
    seed: Mapped[str]
    count: Mapped[int]


class SecondLookRow(Table):
    """A decision that is judged again, how it was drawn, and what was said."""

    __tablename__ = "second_looks"
    __table_args__ = (
        Index("second_looks_by_case", "escalation_id"),
        Index("second_looks_by_reviewer", "reviewer", "state"),
        Index("second_looks_by_time", "given_at"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    version: Mapped[int]
    escalation_id: Mapped[int] = mapped_column(BigInteger)
    decision_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    queue: Mapped[str]
    outcome: Mapped[str]
    share: Mapped[str]
    seed: Mapped[str]
    place: Mapped[int]
    ground: Mapped[str]
    decided_by: Mapped[str]
    vendor: Mapped[str]
    drawn_at: Mapped[datetime]
    state: Mapped[str]
    reviewer: Mapped[str | None]
    number: Mapped[int]
    snoozes: Mapped[int]
    comes_at: Mapped[datetime | None]
    lapses_at: Mapped[datetime | None]
    said_outcome: Mapped[str | None]
    said_ground: Mapped[str | None]
    words: Mapped[str]
    given_by: Mapped[str | None]
    given_at: Mapped[datetime | None]
    settled_how: Mapped[str | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[datetime | None]


class LookAskRow(Table):
    """That somebody was asked for a second look, and all who could have been: it counts in
    the share of each."""

    __tablename__ = "look_asks"
    __table_args__ = (
        Index("look_asks_by_look", "look"),
        Index("look_asks_by_time", "queue", "at"),
        Index("look_asks_by_person", "queue", "user", "id"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    look: Mapped[int] = mapped_column(BigInteger)
    queue: Mapped[str]
    user: Mapped[str]
    could: Mapped[Sequence[str]] = mapped_column(JSON)
    at: Mapped[datetime]
