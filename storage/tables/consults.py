"""The tables of consults: the questions put before teams, and where they stand in Slack."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Id, Table


class ConsultRow(Table):
    """A question to a team about a case."""

    __tablename__ = "consults"
    __table_args__ = (Index("consults_by_escalation", "escalation_id", "id"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    escalation_id: Mapped[int] = mapped_column(BigInteger)
    team: Mapped[str]
    people: Mapped[list[str]] = mapped_column(JSON)
    question: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    waited_since: Mapped[datetime | None]
    answer: Mapped[str]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class ConsultMessageRow(Table):
    """Where a consult was put: a team's channel or one of its people, and its message there once it
    is posted; with a `step`, the reminder that was posted there. `is_open` is the consult's, so
    that what is put to somebody is found by one index."""

    __tablename__ = "consult_messages"
    __table_args__ = (
        Index("consult_messages_by_recipient", "recipient", "is_open"),
        Index("consult_messages_by_place", "channel", "ts"),
    )
    consult_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    recipient: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    is_open: Mapped[bool]
    channel: Mapped[str]
    ts: Mapped[str]
    card_ts: Mapped[str]
