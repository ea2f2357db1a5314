"""A channel that can be written to again."""

from __future__ import annotations

from bot.case.identifiers import ChannelId
from bot.ports import Work


def channel_is_back(work: Work, channel: ChannelId) -> None:
    """Lets out what waits for the channel; if it still can't be written to, that's told anew."""
    work.outbox.retry_places(channel)
