"""Edits a message that is there."""

from __future__ import annotations

from slack_sdk import WebClient

from bot.case.identifiers import ChannelId
from handlers.metrics import SLACK_CALLS
from handlers.slack.messages.markup import Message
from handlers.web_api.refusals import TOO_RICH
from handlers.web_api.sending import InDoubt, Never, NotSent, Sent, call


def edit_message(client: WebClient, channel: ChannelId, ts: str, message: Message) -> Sent:
    """How the edit ended; never in doubt, since the same edit twice is the same message."""

    def update(blocks: object) -> Sent:
        SLACK_CALLS.labels("chat.update").inc()
        return call(
            lambda: client.chat_update(
                channel=channel,
                ts=ts,
                text=message.text,
                blocks=blocks,  # type: ignore[arg-type]
            )
        )

    sent = update(message.blocks)
    if isinstance(sent, Never) and sent.error in TOO_RICH:
        sent = update([])
    return NotSent(sent.error) if isinstance(sent, InDoubt) else sent
