"""Edits a message that is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.case.identifiers import ChannelId
from bot.limits import Limits
from handlers.metrics import SLACK_CALLS
from handlers.slack.messages.markup import Message
from handlers.web_api.client import Hook, is_taken
from handlers.web_api.presses import Presses
from handlers.web_api.refusals import TOO_RICH
from handlers.web_api.sending import Arrived, Never, Sent, call, surely_not

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Editor:
    """Edits by the address that came with a press in the message, where there is one: that is
    no call of the Web API, whose tiers are the whole workspace's (decision 47)."""

    client: WebClient
    presses: Presses
    limits: Limits

    def edit(self, channel: ChannelId, ts: str, message: Message) -> Sent:
        """How the edit ended; never in doubt, since the same edit twice is the same message."""
        address = self.presses.use(channel, ts)
        if address and self._by_address(address, message):
            return Arrived({})
        self.presses.forget(channel, ts)
        sent = self._update(channel, ts, message, message.blocks)
        if isinstance(sent, Never) and sent.error in TOO_RICH:
            sent = self._update(channel, ts, message, [])
        return surely_not(sent)

    def _update(
        self, channel: ChannelId, ts: str, message: Message, blocks: Sequence[object]
    ) -> Sent:
        return call(
            "chat.update",
            lambda: self.client.chat_update(
                channel=channel,
                ts=ts,
                text=message.text,
                blocks=blocks,  # type: ignore[arg-type]
            ),
        )

    def _by_address(self, address: str, message: Message) -> bool:
        """Whether Slack took it; where it didn't or may not have, the edit is made by a call."""
        SLACK_CALLS.labels("response_url").inc()
        hook = Hook(address, timeout=self.limits.post_call_seconds, retry_handlers=[])
        try:
            taken = hook.send(text=message.text, blocks=list(message.blocks), replace_original=True)
        except (SlackClientError, OSError, HTTPException, ValueError) as error:
            log.info("press_not_edited", error=type(error).__name__)
            return False
        if not is_taken(taken):
            log.info("press_not_edited", status=taken.status_code)
        return is_taken(taken)
