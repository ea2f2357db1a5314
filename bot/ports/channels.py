"""What is remembered of channels, as Slack last described them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.case.confidentiality import Confidentiality
from bot.case.identifiers import ChannelId, UserId


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as it was at `seen_at`. `is_member`: the bot is in it; `is_shared`: another
    organisation is, or is asked to be. `members` are those of a private one, None where nobody has
    asked; `kept` are the classes above internal that it has been found to keep."""

    id: ChannelId
    name: str
    is_private: bool
    is_member: bool
    is_shared: bool
    is_archived: bool
    seen_at: datetime
    members: frozenset[UserId] | None = None
    kept: frozenset[Confidentiality] = frozenset()


@dataclass(frozen=True, slots=True)
class Exposure:
    """What is wrong with a channel in which confidential cases are kept, since when. `ways` are as
    managers have been told of them; of somebody unknown they are told once that
    is known."""

    channel: ChannelId
    ways: frozenset[str]
    since: datetime


class Channels(Protocol):
    """The channels that were looked at."""

    def put(self, channel: Channel) -> None: ...
    def several(self, ids: Iterable[ChannelId]) -> Mapping[ChannelId, Channel]: ...
    def hold(self, id_: ChannelId) -> Channel | None:
        """A channel, locked until the transaction ends, so that what is wrong is told once."""
        ...

    def exposure(self, channel: ChannelId) -> Exposure | None:
        """What is wrong with a channel; None where nothing is, and it may be written to."""
        ...

    def exposed(self) -> frozenset[ChannelId]: ...
    def put_exposure(self, exposure: Exposure) -> None: ...
    def end_exposure(self, channel: ChannelId) -> None: ...
    def classes_kept(self) -> Mapping[ChannelId, frozenset[Confidentiality]]:
        """In which channels the threads of unfinished cases above internal are, and of which
        classes those are."""
        ...
