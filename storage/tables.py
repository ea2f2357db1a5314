"""The tables, one class a table; only storage/ knows them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Index, Integer, String, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine


class Instant(TypeDecorator[datetime]):
    """An aware instant, always UTC: timestamptz on PostgreSQL; on SQLite, which has no such type,
    a text of fixed width that sorts as time does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | str | None,
        dialect: Dialect,  # noqa: ARG002 - the parent's signature
    ) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC)


Id = BigInteger().with_variant(Integer, "sqlite")
"""A generated key. SQLite generates one only for a plain INTEGER primary key."""


class Table(DeclarativeBase):
    """What all tables share."""

    type_annotation_map: ClassVar = {datetime: Instant(), str: Text()}


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
        Index("escalations_by_owner", "owner"),
        Index("escalations_by_offer", "offered_to"),
        Index("escalations_by_opening", "opened_at"),
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
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None]
    close_note: Mapped[str]
    duplicate_of: Mapped[int | None] = mapped_column(BigInteger)
    policy_version: Mapped[int]


class ThreadRow(Table):
    """Where a case's card stands in Slack."""

    __tablename__ = "threads"
    __table_args__ = (Index("threads_by_place", "channel", "ts", unique=True),)
    escalation_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    channel: Mapped[str]
    ts: Mapped[str]
    card_ts: Mapped[str]


class TimelineRow(Table):
    """Something that happened to a case; rows are added, never changed."""

    __tablename__ = "timeline"
    __table_args__ = (Index("timeline_by_escalation", "escalation_id", "id"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    escalation_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    who: Mapped[str | None]
    what: Mapped[str]
    via: Mapped[str]
    why: Mapped[str]
    details: Mapped[dict[str, str]] = mapped_column(JSON)


class ClockEventRow(Table):
    """An event of a service clock; rows are added, never changed."""

    __tablename__ = "clock_events"
    __table_args__ = (Index("clock_events_by_escalation", "escalation_id", "id"),)
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
        Index("timers_by_person", "person", "due_at"),
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


UNFINISHED = ("waiting", "doubt", "parked")


class OutboxRow(Table):
    """Something to be said. `state`: waiting, doubt (its last try may have arrived), parked (waits
    for a person), done, dropped. `after` names a lane whose earlier rows go first."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "outbox_unfinished",
            "lane",
            "id",
            sqlite_where=text("state IN ('waiting', 'doubt', 'parked')"),
            postgresql_where=text("state IN ('waiting', 'doubt', 'parked')"),
        ),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    lane: Mapped[str]
    after: Mapped[str]
    sort: Mapped[str]
    notice: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int]
    look_ups: Mapped[int]
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    first_tried_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    error: Mapped[str]
    channel: Mapped[str]
    ts: Mapped[str]
    finished_at: Mapped[datetime | None]


class ChannelPaceRow(Table):
    """How soon something may be posted in a channel again: Slack's rate is the channel's."""

    __tablename__ = "channel_paces"
    channel: Mapped[str] = mapped_column(primary_key=True)
    free_at: Mapped[datetime]
    paused_until: Mapped[datetime | None]


class DirectMessageRow(Table):
    """The D… conversation of a person with the bot, so that a note in doubt can be looked up."""

    __tablename__ = "direct_messages"
    user_id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]


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


class DecisionRow(Table):
    """A decision; rows are added, never changed."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index("decisions_by_escalation", "escalation_id", "id"),
        Index("decisions_by_time", "decided_at"),
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


class CommunicationRow(Table):
    """That somebody was told of a decision."""

    __tablename__ = "communications"
    __table_args__ = (Index("communications_by_decision", "decision_id"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    decision_id: Mapped[int] = mapped_column(BigInteger)
    escalation_id: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[str]
    at: Mapped[datetime]
    through: Mapped[str]


class PersonRow(Table):
    """A person of the workspace, as last heard from Slack."""

    __tablename__ = "people"
    user_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    timezone: Mapped[str]
    is_guest: Mapped[bool]
    is_outsider: Mapped[bool]
    is_bot: Mapped[bool]
    is_deactivated: Mapped[bool]


class GroupMemberRow(Table):
    """That a person is in a user group."""

    __tablename__ = "group_members"
    group_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)


class IdentityRow(Table):
    """Who we are in Slack: one row."""

    __tablename__ = "identity"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    team: Mapped[str]
    enterprise: Mapped[str]
    team_url: Mapped[str]
    team_name: Mapped[str]
    bot_user: Mapped[str]
    bot: Mapped[str]


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


class HomeRow(Table):
    """Somebody's App Home: when they opened it last (machine time), what of the board they have
    chosen to see, Slack's hash of what stands there, and a digest of what we have drawn there."""

    __tablename__ = "homes"
    __table_args__ = (Index("homes_by_opening", "opened_at"),)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    opened_at: Mapped[datetime]
    board: Mapped[str]
    hash: Mapped[str]
    digest: Mapped[str]


class PolicyRow(Table):
    """A version of the policy, as the text of its file."""

    __tablename__ = "policies"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    why: Mapped[str]


class RequestRow(Table):
    """A request that was carried out, and what was answered."""

    __tablename__ = "requests"
    key: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]
    escalation_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]
