"""The tables of cases: themselves, where they stand in Slack, what happened, what was decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Id, Table, index_where


class CounterRow(Table):
    """Numbers given out in order and without gaps: the last n of ESC-n."""

    __tablename__ = "counters"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class EscalationRow(Table):
    """A case."""

    __tablename__ = "escalations"
    __table_args__ = (
        Index("escalations_by_state", "state", "queue"),
        Index("escalations_by_requester", "requester"),
        index_where("escalations_by_owner", "owner IS NOT NULL", "owner", "state"),
        index_where(
            "escalations_by_offer", "offered_to IS NOT NULL", "offered_to", "owner", "state"
        ),
        Index("escalations_by_opening", "opened_at"),
        index_where("escalations_by_closing", "closed_at IS NOT NULL", "closed_at"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    version: Mapped[int]
    run: Mapped[int]
    queue: Mapped[str]
    channel: Mapped[str]
    kind: Mapped[str]
    priority: Mapped[str]
    title: Mapped[str]
    what_happened: Mapped[str]
    account: Mapped[str]
    links: Mapped[list[str]] = mapped_column(JSON)
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    confidentiality: Mapped[str]
    skills: Mapped[list[str]] = mapped_column(JSON)
    co_requesters: Mapped[list[str]] = mapped_column(JSON)
    requester: Mapped[str]
    state: Mapped[str]
    offered_to: Mapped[str | None]
    offer_why: Mapped[str | None]
    offer_made_at: Mapped[datetime | None]
    offer_lapses_at: Mapped[datetime | None]
    owner: Mapped[str | None]
    claimed_at: Mapped[datetime | None]
    hand_over_to: Mapped[str | None]
    hand_over_by: Mapped[str | None]
    hand_over_note: Mapped[str | None]
    hand_over_asked_at: Mapped[datetime | None]
    hand_over_overrides: Mapped[bool]
    wait_on: Mapped[str | None]
    wait_for: Mapped[str | None]
    wait_until: Mapped[datetime | None]
    wait_since: Mapped[datetime | None]
    wait_by: Mapped[str | None]
    deadline_at: Mapped[datetime | None]
    deadline_zone: Mapped[str | None]
    deadline_source: Mapped[str | None]
    deadline_set_by: Mapped[str | None]
    deadline_set_at: Mapped[datetime | None]
    embargo_until: Mapped[datetime | None]
    silent_since: Mapped[datetime | None]
    silent_by: Mapped[str | None]
    silent_reason: Mapped[str | None]
    is_suppression: Mapped[bool]
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    still_to_do: Mapped[list[str]] = mapped_column(JSON)
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None]
    close_note: Mapped[str]
    duplicate_of: Mapped[int | None] = mapped_column(BigInteger)
    policy_version: Mapped[int]


class AppealRow(Table):
    """A case as an appeal of one decision, found by that decision and the side that contests it."""

    __tablename__ = "appeals"
    __table_args__ = (
        Index("appeals_by_original", "original", "complainant"),
        Index("appeals_by_receipt", "received_at"),
    )
    escalation_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    original: Mapped[str]
    complainant: Mapped[str]
    basis: Mapped[str]
    received_at: Mapped[datetime]
    is_late: Mapped[bool]
    earlier: Mapped[int | None] = mapped_column(BigInteger)
    original_case: Mapped[int | None] = mapped_column(BigInteger)
    decision: Mapped[int | None] = mapped_column(BigInteger)
    link: Mapped[str]
    decided_by: Mapped[str]
    decider: Mapped[str | None]
    vendor: Mapped[str]
    imported: Mapped[str | None]
    decided_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


class AdviceWordRow(Table):
    """A word of a question that was answered, by which it is found again."""

    __tablename__ = "advice_words"
    word: Mapped[str] = mapped_column(primary_key=True)
    escalation_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)


class ChannelRow(Table):
    """A channel as Slack last described it."""

    __tablename__ = "channels"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    is_private: Mapped[bool]
    is_member: Mapped[bool]
    is_shared: Mapped[bool]
    is_archived: Mapped[bool]
    seen_at: Mapped[datetime]
    members: Mapped[str | None]
    kept: Mapped[str | None]


class ExposureRow(Table):
    """What is wrong with a channel in which confidential cases are kept, while it is."""

    __tablename__ = "exposures"
    channel: Mapped[str] = mapped_column(primary_key=True)
    ways: Mapped[str]
    since: Mapped[datetime]


class SubjectRow(Table):
    """One thing a case is about: `digest` is equal for what is the same."""

    __tablename__ = "subjects"
    __table_args__ = (Index("subjects_by_digest", "digest", "is_open", "escalation_id"),)
    escalation_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(primary_key=True)
    sort: Mapped[str]
    is_open: Mapped[bool]


class ThreadRow(Table):
    """Where a case's card is in Slack."""

    __tablename__ = "threads"
    __table_args__ = (Index("threads_by_place", "channel", "ts", unique=True),)
    escalation_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    channel: Mapped[str]
    ts: Mapped[str]
    card_ts: Mapped[str]


def _of_sort(name: str, what: str) -> Index:
    """Finds what happened of one sort by its time: of all that is kept, few rows."""
    return index_where(name, f"what = '{what}'", "at")


class TimelineRow(Table):
    """Something that happened to a case; rows are added, never changed."""

    __tablename__ = "timeline"
    __table_args__ = (
        Index("timeline_by_escalation", "escalation_id", "id"),
        _of_sort("timeline_of_claims", "claimed"),
        _of_sort("timeline_of_assignments", "assigned"),
        _of_sort("timeline_of_reopenings", "reopened"),
        _of_sort("timeline_of_overrides", "conflict_overridden"),
        _of_sort("timeline_of_deadlines", "deadline_passed"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    escalation_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    who: Mapped[str | None]
    what: Mapped[str]
    via: Mapped[str]
    why: Mapped[str]
    details: Mapped[dict[str, object]] = mapped_column(JSON)


class DecisionRow(Table):
    """A decision; rows are added, never changed."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index("decisions_by_escalation", "escalation_id", "id"),
        Index("decisions_by_time", "decided_at"),
        Index("decisions_by_ground", "ground", "id"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    escalation_id: Mapped[int] = mapped_column(BigInteger)
    outcome: Mapped[str]
    ground: Mapped[str]
    ground_words: Mapped[str]
    explanation: Mapped[str]
    message: Mapped[str]
    told_through: Mapped[str]
    root_cause: Mapped[str]
    what_should_change: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]
    policy_version: Mapped[int]
    supersedes: Mapped[int | None] = mapped_column(BigInteger)
    facts: Mapped[str]
    language: Mapped[str]
    restriction: Mapped[str]
    restriction_what: Mapped[str]
    restriction_other: Mapped[str]
    category: Mapped[str]
    automated_means: Mapped[str]
    territory: Mapped[list[str]] = mapped_column(JSON)
    until: Mapped[date | None]
    guideline_version: Mapped[str]
    why_otherwise: Mapped[str]
    approved_by: Mapped[str | None]
    other_message: Mapped[str]


class DraftRow(Table):
    """What somebody had written of a decision when they closed its form."""

    __tablename__ = "decision_drafts"
    escalation_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    by: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    draft: Mapped[dict[str, Any]] = mapped_column(JSON)


class CommunicationRow(Table):
    """That somebody was told of a decision."""

    __tablename__ = "communications"
    __table_args__ = (
        Index("communications_by_decision", "decision_id"),
        Index("communications_by_time", "at"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    decision_id: Mapped[int] = mapped_column(BigInteger)
    escalation_id: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[str]
    at: Mapped[datetime]
    through: Mapped[str]


class OtherCommunicationRow(Table):
    """That the other one of two impacted parties was told of a decision."""

    __tablename__ = "other_communications"
    __table_args__ = (Index("other_communications_by_decision", "decision_id"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    decision_id: Mapped[int] = mapped_column(BigInteger)
    escalation_id: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[str]
    at: Mapped[datetime]
    through: Mapped[str]


class WithholdingRow(Table):
    """That nobody is told of a decision, and why."""

    __tablename__ = "withholdings"
    __table_args__ = (Index("withholdings_by_decision", "decision_id"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    decision_id: Mapped[int] = mapped_column(BigInteger)
    escalation_id: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str]


class EffectRow(Table):
    """That a decision was carried out."""

    __tablename__ = "effects"
    __table_args__ = (
        Index("effects_by_decision", "decision_id"),
        Index("effects_by_escalation", "escalation_id"),
        Index("effects_by_time", "given_at"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    decision_id: Mapped[int] = mapped_column(BigInteger)
    escalation_id: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[str]
    at: Mapped[datetime]
    given_at: Mapped[datetime]
    seen_at: Mapped[str]


class RequestRow(Table):
    """A request that was carried out, and what was answered."""

    __tablename__ = "requests"
    key: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]
    escalation_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]
