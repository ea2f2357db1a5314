"""The lists that somebody opened a form from: once it's sent off, they are drawn again."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from bot.case.identifiers import UserId
from bot.ports import Clock
from handlers.slack.contract.requests import Click
from handlers.slack.messages.lists import list_of
from handlers.web_api.presses import LIFE


@dataclass(frozen=True, slots=True)
class Left:
    """A list by what it's asked for, and the address that came with the press in it."""

    which: str
    address: str
    until: datetime


class Lists:
    """Kept in this process alone, as the addresses of other presses are: a list that stays as it
    was is no loss. One for each person, the newest. Any thread may ask."""

    def __init__(self, machine: Clock) -> None:
        self._machine = machine
        self._left: dict[UserId, Left] = {}
        self._lock = threading.Lock()

    def pressed(self, request: Click) -> str:
        """In which list something was pressed, as it's asked for; '' for elsewhere."""
        return list_of(request.block) if request.reply_address else ""

    def left_for_form(self, request: Click) -> None:
        """Somebody has pressed in a list what opens a form."""
        now, user, address = self._machine.now(), request.sender.user, request.reply_address
        which = self.pressed(request)
        with self._lock:
            self._left = {who: one for who, one in self._left.items() if one.until > now}
            self._left[user] = Left(which, address, now + LIFE)

    def to_redraw(self, user: UserId) -> Left | None:
        """The list they came from, once: they have sent off a form."""
        with self._lock:
            left = self._left.pop(user, None)
        return left if left is not None and left.until > self._machine.now() else None
