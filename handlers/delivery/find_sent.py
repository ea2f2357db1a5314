"""Looks a message up whose sending ended in doubt, by the outbox id in its metadata."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient

from bot.case.identifiers import ChannelId
from bot.ports import Thread
from handlers.web_api.sending import Arrived, Sent, call

MARGIN = timedelta(minutes=5)
"""How far Slack's clock and ours may differ."""
HISTORY, REPLIES = "conversations.history", "conversations.replies"
PAGE = 100
PAGES = 10


def find_message(
    client: WebClient, channel: ChannelId, thread: Thread | None, uid: str, since: datetime
) -> str | Sent | None:
    """The ts of the message that carries this outbox id; None if it is not there; what went wrong,
    if Slack could not be asked."""
    oldest, cursor = f"{(since - MARGIN).timestamp():.6f}", ""
    for _ in range(PAGES):
        asked = _ask(client, channel, thread, oldest, cursor)
        if not isinstance(asked, Arrived):
            return asked
        messages = asked.answer.get("messages")
        for message in messages if isinstance(messages, list) else []:
            if _carries(message, uid):
                return str(message.get("ts"))
        after = asked.answer.get("response_metadata")
        cursor = str(after.get("next_cursor") or "") if isinstance(after, dict) else ""
        if not cursor:
            return None
    return None


def looking_by(thread: Thread | None) -> str:
    """The method by which a message is looked for."""
    return HISTORY if thread is None else REPLIES


def file_mark(uid: str) -> str:
    """What the name of a file carries, since the message that shares it has no metadata."""
    return uid[:8]


def _carries(message: Mapping[str, Any], uid: str) -> bool:
    """Whether a message is that of an outbox row: by its metadata, or by its file's name, which
    stands in its words too."""
    metadata = message.get("metadata") or {}
    if (metadata.get("event_payload") or {}).get("id") == uid:
        return True
    named = [str(file.get("name") or "") for file in message.get("files") or ()]
    return bool(named) and any(file_mark(uid) in text for text in (*named, message.get("text", "")))


def _ask(
    client: WebClient, channel: ChannelId, thread: Thread | None, oldest: str, cursor: str
) -> Sent:
    if thread is None:
        return call(
            HISTORY,
            lambda: client.conversations_history(
                channel=channel,
                oldest=oldest,
                limit=PAGE,
                cursor=cursor or None,
                include_all_metadata=True,
            ),
        )
    return call(
        REPLIES,
        lambda: client.conversations_replies(
            channel=channel,
            ts=thread.ts,
            oldest=oldest,
            limit=PAGE,
            cursor=cursor or None,
            include_all_metadata=True,
        ),
    )
