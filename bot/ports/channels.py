"""What is remembered of channels, as Slack last described them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.case.identifiers import ChannelId


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as it was at `seen_at`. `is_member`: the bot is in it; `is_shared`: another
    organisation is, or is asked to be."""

    id: ChannelId
    name: str
    is_private: bool
    is_member: bool
    is_shared: bool
    is_archived: bool
    seen_at: datetime


class Channels(Protocol):
    """The channels that were looked at."""

    def put(self, channel: Channel) -> None: ...
    def several(self, ids: Iterable[ChannelId]) -> Mapping[ChannelId, Channel]: ...
