"""What the Slack app works with, and where a request came from."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from bot.case.identifiers import ChannelId
from bot.case.people import Identity
from bot.limits import Limits
from handlers.slack.app.lists import Lists
from handlers.slack.app.opener import Opener
from handlers.slack.app.telling import Way
from handlers.slack.context.context import Context
from handlers.slack.contract.requests import Sender


@dataclass(frozen=True, slots=True)
class Front:
    """What the app needs. `work` runs listeners under their deadline; `identity` is who we are, as
    remembered, so that nothing on the way to an ack asks Slack; `doubt` has Slack asked beside it.
    `pressed` keeps the address that
    came with a press, by its channel and message; `lists` those of lists that a form was opened
    from. `answering` lasts while somebody waits for an answer."""

    context: Context
    opener: Opener
    work: Executor
    identity: Callable[[], Identity | None]
    limits: Limits
    pressed: Callable[[ChannelId, str, str], None]
    lists: Lists
    answering: Callable[[], AbstractContextManager[None]] = nullcontext
    doubt: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Surface:
    """Where a request came from, for an answer to find its way back."""

    sender: Sender
    trigger: str = ""
    reply_address: str = ""
    channel: ChannelId | None = None
    thread: str = ""
    event_id: str = ""
    redraws: str = ""
    in_form: bool = False
    form_hash: str = ""
    pressed_at: str = ""

    @property
    def way(self) -> Way:
        """How an answer gets there that can't be stored."""
        return Way(self.reply_address, self.trigger, self.in_form)
