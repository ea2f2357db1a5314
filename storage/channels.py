"""Channels as Slack last described them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.case.identifiers import ChannelId
from bot.ports.channels import Channel
from storage.tables import ChannelRow


class ChannelsTable:
    """The channels of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, channel: Channel) -> None:
        self._session.merge(
            ChannelRow(
                id=channel.id,
                name=channel.name,
                is_private=channel.is_private,
                is_member=channel.is_member,
                is_shared=channel.is_shared,
                is_archived=channel.is_archived,
                seen_at=channel.seen_at,
            )
        )
        self._session.flush()

    def several(self, ids: Iterable[ChannelId]) -> Mapping[ChannelId, Channel]:
        query = select(ChannelRow).where(ChannelRow.id.in_(list(ids)))
        return {
            ChannelId(row.id): Channel(
                ChannelId(row.id),
                row.name,
                row.is_private,
                row.is_member,
                row.is_shared,
                row.is_archived,
                row.seen_at,
            )
            for row in self._session.execute(query).scalars()
        }
