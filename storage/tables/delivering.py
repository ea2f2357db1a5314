"""The tables of the outbox, and of the pace and the places it keeps to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Id, Table

UNFINISHED = ("waiting", "doubt", "parked")


class OutboxRow(Table):
    """Something to be said. `state`: waiting, doubt (its last try may have arrived), parked (waits
    for a person), done, dropped. `after` names a lane whose earlier rows go first.
    `holder` is the process that took it last: see storage/holders.py."""

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
    holder: Mapped[str | None]
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
