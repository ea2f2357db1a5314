"""The tables of the outbox, and of the pace and the places it keeps to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Id, Table, index_where

PENDING = ("waiting", "doubt")
UNFINISHED = (*PENDING, "parked")


class OutboxRow(Table):
    """Something to be said. `state`: waiting, doubt (its last try may have arrived), parked (waits
    for a person, or for the `channel` it is for), done, dropped. `subject` is what a note is about:
    while it `is_live`, on its way or lying there with buttons, changes of that may settle it.
    `after` names a lane whose earlier rows go first. `behind` is the row that was found to go
    first: until it is finished this one isn't looked at. `holder` is the process that took it
    last: see storage/holders.py."""

    __tablename__ = "outbox"
    __table_args__ = (
        index_where("outbox_unfinished", "state IN ('waiting', 'doubt', 'parked')", "lane", "id"),
        index_where(
            "outbox_due", "state IN ('waiting', 'doubt') AND behind IS NULL", "next_try_at", "id"
        ),
        index_where("outbox_behind", "behind IS NOT NULL", "behind"),
        index_where("outbox_live", "is_live", "subject", "lane"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    lane: Mapped[str]
    after: Mapped[str]
    sort: Mapped[str]
    notice: Mapped[str]
    subject: Mapped[str]
    is_live: Mapped[bool]
    state: Mapped[str]
    attempts: Mapped[int]
    failures: Mapped[int]
    look_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    first_tried_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    holder: Mapped[str | None]
    error: Mapped[str]
    channel: Mapped[str]
    ts: Mapped[str]
    finished_at: Mapped[datetime | None]
    behind: Mapped[int | None] = mapped_column(Id)


class ChannelPaceRow(Table):
    """How soon something may be posted in a channel again: Slack's rate is the channel's. When it
    was said to be open last: by Slack, or by whoever mended it."""

    __tablename__ = "channel_paces"
    channel: Mapped[str] = mapped_column(primary_key=True)
    free_at: Mapped[datetime]
    paused_until: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]


class HindranceRow(Table):
    """What keeps a conversation, or Slack as a whole, from being written to, while it does."""

    __tablename__ = "hindrances"
    place: Mapped[str] = mapped_column(primary_key=True)
    error: Mapped[str]
    since: Mapped[datetime]
    is_told: Mapped[bool]


class DirectMessageRow(Table):
    """The D… conversation of a person with the bot, so that a note in doubt can be looked up."""

    __tablename__ = "direct_messages"
    user_id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
