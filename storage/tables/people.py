"""The tables of people, their App Homes, and what managers have settled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table


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
    unreachable: Mapped[str]


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


class HomeRow(Table):
    """Somebody's App Home: when they opened it last (machine time), what of the board they have
    chosen to see, Slack's hash of what is shown there, and a digest of what we have drawn there."""

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
