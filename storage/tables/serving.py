"""The tables of time and turns: clocks, timers, snoozes, turns, who is away, who is excluded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Id, Table, index_where


class ClockEventRow(Table):
    """An event of a service clock; rows are added, never changed."""

    __tablename__ = "clock_events"
    __table_args__ = (
        Index("clock_events_by_escalation", "escalation_id", "id"),
        index_where("clock_events_by_due", "due_at IS NOT NULL", "clock", "due_at"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    escalation_id: Mapped[int] = mapped_column(BigInteger)
    clock: Mapped[str]
    run: Mapped[int]
    kind: Mapped[str]
    at: Mapped[datetime]
    target_seconds: Mapped[int | None] = mapped_column(BigInteger)
    policy_version: Mapped[int]
    office: Mapped[str | None]
    party: Mapped[str]
    reason: Mapped[str]
    due_at: Mapped[datetime | None]


class TimerRow(Table):
    """Something to be looked at when it is due; gone once it was."""

    __tablename__ = "timers"
    __table_args__ = (
        Index("timers_by_due", "due_at", "id"),
        Index("timers_by_escalation", "escalation_id"),
        index_where("timers_by_person", "person IS NOT NULL", "person", "due_at"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]
    due_at: Mapped[datetime]
    escalation_id: Mapped[int | None] = mapped_column(BigInteger)
    about: Mapped[str]
    person: Mapped[str | None]
    run: Mapped[int] = mapped_column(BigInteger)
    wanted_at: Mapped[datetime | None]
    as_manager: Mapped[bool]
    at_any_hour: Mapped[bool]


class SnoozeRow(Table):
    """That somebody wanted to be reminded of something later: each reminder once."""

    __tablename__ = "snoozes"
    escalation_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(primary_key=True)
    run: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    until: Mapped[datetime]
    reason: Mapped[str]
    at: Mapped[datetime]


class TurnRow(Table):
    """A turn used in a queue's rotation; struck out when given back."""

    __tablename__ = "turns"
    __table_args__ = (
        Index("turns_by_queue", "queue", "user_id", "id"),
        Index("turns_by_escalation", "escalation_id"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    queue: Mapped[str]
    user_id: Mapped[str]
    escalation_id: Mapped[int] = mapped_column(BigInteger)
    run: Mapped[int]
    at: Mapped[datetime]
    struck: Mapped[bool]


class QueueLockRow(Table):
    """One row a queue, locked while its rotation is turned."""

    __tablename__ = "queue_locks"
    queue: Mapped[str] = mapped_column(primary_key=True)


class AbsenceRow(Table):
    """Somebody is, or was, away. One that was ended early says so."""

    __tablename__ = "absences"
    __table_args__ = (Index("absences_by_person", "user_id", "ended_at"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    by: Mapped[str]
    cover: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]


class ExclusionRow(Table):
    """Who must not get a case: a person or everybody of a vendor, and why."""

    __tablename__ = "exclusions"
    __table_args__ = (Index("exclusions_by_case", "escalation_id"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    escalation_id: Mapped[int] = mapped_column(BigInteger)
    user_id: Mapped[str | None]
    vendor: Mapped[str]
    reason: Mapped[str]
    by: Mapped[str | None]
    at: Mapped[datetime]
