"""The addresses that came with presses in messages: by one, the message pressed is edited."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.case.identifiers import ChannelId
from bot.ports import Clock

LIFE = timedelta(minutes=25)
"""Slack takes an address for thirty minutes; a call on its way needs some of them."""
USES = 3
"""Slack takes five uses of one; the answer to the press itself needs its own."""
KEPT = 1000
"""Presses, the newest."""


@dataclass(slots=True)
class _Way:
    address: str
    until: datetime
    left: int = USES


class Presses:
    """Kept in this process alone: an address is a secret that is soon worth nothing, and whoever
    has none edits the message as any other. Any thread may ask."""

    def __init__(self, machine: Clock) -> None:
        self._machine = machine
        self._ways: OrderedDict[tuple[str, str], _Way] = OrderedDict()
        self._lock = threading.Lock()

    def pressed(self, channel: ChannelId, ts: str, address: str) -> None:
        """Something was pressed in this message."""
        way = _Way(address, self._machine.now() + LIFE)
        with self._lock:
            self._ways.pop((channel, ts), None)
            self._ways[channel, ts] = way
            if len(self._ways) > KEPT:
                self._ways.popitem(last=False)

    def use(self, channel: ChannelId, ts: str) -> str:
        """An address by which this message can be edited now, '' for none."""
        now = self._machine.now()
        with self._lock:
            way = self._ways.get((channel, ts))
            if way is None or way.until <= now or not way.left:
                self._ways.pop((channel, ts), None)
                return ""
            way.left -= 1
            return way.address

    def forget(self, channel: ChannelId, ts: str) -> None:
        """Slack didn't take the address."""
        with self._lock:
            self._ways.pop((channel, ts), None)
