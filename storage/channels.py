"""Channels as Slack last described them, and what is wrong with some of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.case.confidentiality import Confidentiality
from bot.case.identifiers import ChannelId, UserId
from bot.case.states import UNFINISHED
from bot.ports.channels import Channel, Exposure
from storage.tables import ChannelRow, EscalationRow, ExposureRow, ThreadRow


class ChannelsTable:
    """The channels of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, channel: Channel) -> None:
        members = None if channel.members is None else json.dumps(sorted(channel.members))
        self._session.merge(
            ChannelRow(
                id=channel.id,
                name=channel.name,
                is_private=channel.is_private,
                is_member=channel.is_member,
                is_shared=channel.is_shared,
                is_archived=channel.is_archived,
                seen_at=channel.seen_at,
                members=members,
                kept=json.dumps(sorted(channel.kept)),
            )
        )
        self._session.flush()

    def several(self, ids: Iterable[ChannelId]) -> Mapping[ChannelId, Channel]:
        query = select(ChannelRow).where(ChannelRow.id.in_(list(ids)))
        return {ChannelId(row.id): _channel(row) for row in self._session.scalars(query)}

    def hold(self, id_: ChannelId) -> Channel | None:
        query = select(ChannelRow).where(ChannelRow.id == id_).with_for_update()
        row = self._session.scalars(query.execution_options(populate_existing=True)).one_or_none()
        return _channel(row) if row is not None else None

    def exposure(self, channel: ChannelId) -> Exposure | None:
        row = self._session.get(ExposureRow, channel, populate_existing=True)
        if row is None:
            return None
        return Exposure(ChannelId(row.channel), frozenset(json.loads(row.ways)), row.since)

    def exposed(self) -> frozenset[ChannelId]:
        return frozenset(ChannelId(c) for c in self._session.scalars(select(ExposureRow.channel)))

    def put_exposure(self, exposure: Exposure) -> None:
        ways = json.dumps(sorted(exposure.ways))
        self._session.merge(ExposureRow(channel=exposure.channel, ways=ways, since=exposure.since))
        self._session.flush()

    def end_exposure(self, channel: ChannelId) -> None:
        self._session.execute(delete(ExposureRow).where(ExposureRow.channel == channel))

    def classes_kept(self) -> Mapping[ChannelId, frozenset[Confidentiality]]:
        query = (
            select(ThreadRow.channel, EscalationRow.confidentiality)
            .join(EscalationRow, EscalationRow.id == ThreadRow.escalation_id)
            .where(
                EscalationRow.state.in_(UNFINISHED),
                EscalationRow.confidentiality != Confidentiality.INTERNAL,
            )
            .distinct()
        )
        found: dict[ChannelId, frozenset[Confidentiality]] = {}
        for channel, class_ in self._session.execute(query):
            known = found.get(ChannelId(channel), frozenset())
            found[ChannelId(channel)] = known | {Confidentiality(class_)}
        return found


def _channel(row: ChannelRow) -> Channel:
    members = None if row.members is None else frozenset(map(UserId, json.loads(row.members)))
    return Channel(
        ChannelId(row.id),
        row.name,
        row.is_private,
        row.is_member,
        row.is_shared,
        row.is_archived,
        row.seen_at,
        members,
        frozenset(map(Confidentiality, json.loads(row.kept or "[]"))),
    )
