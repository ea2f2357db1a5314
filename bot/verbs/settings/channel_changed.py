"""Slack tells of a channel: who is in it, whether it is public, shared, or open again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from bot.case.identifiers import ChannelId, UserId
from bot.casework.exposure import channel_seen, channels_watched
from bot.notices import LookAt
from bot.ports import Work


class ChannelChangeSort(Enum):
    """What has happened to a channel. OTHER: something that has to be asked about."""

    JOINED = auto()
    LEFT = auto()
    SHARED = auto()
    PUBLIC = auto()
    OPENED = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class ChannelNews:
    """What Slack tells of a channel, and of whom where it is about somebody."""

    channel: ChannelId
    sort: ChannelChangeSort
    user: UserId


def channel_changed(work: Work, news: ChannelNews, now: datetime) -> None:
    """Takes in what is told at once, so that nothing is posted meanwhile, and has Slack asked how
    it is now. Where it is the bot that joined, or the channel is open again, what waits for it is
    let out."""
    identity = work.people.identity()
    is_us = identity is not None and news.user == identity.bot_user
    if news.sort is ChannelChangeSort.OPENED or (news.sort is ChannelChangeSort.JOINED and is_us):
        work.outbox.retry_places(news.channel)
    policy = work.policies.current()
    if policy is None or news.channel not in channels_watched(work, policy):
        return
    channel = work.channels.hold(news.channel)
    if channel is None:
        work.outbox.put(LookAt(news.channel))
        return
    if news.sort in (ChannelChangeSort.JOINED, ChannelChangeSort.LEFT) and not is_us:
        if channel.members is None:
            return  # nobody asks who reads what everybody may
        who = frozenset({news.user})
        joined = news.sort is ChannelChangeSort.JOINED
        inside = channel.members | who if joined else channel.members - who
        channel_seen(work, replace(channel, members=inside), now)
        return
    if news.sort is ChannelChangeSort.SHARED:
        channel_seen(work, replace(channel, is_shared=True), now)
    elif news.sort is ChannelChangeSort.PUBLIC:
        channel_seen(work, replace(channel, is_private=False), now)
    work.outbox.put(LookAt(news.channel))
