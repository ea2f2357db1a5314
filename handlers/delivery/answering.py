"""Sends the private answers to clicks and mentions: at once and at most once."""

from __future__ import annotations

from datetime import datetime

import structlog
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.limits import Limits
from bot.notices import PrivateAnswer
from bot.ports import Storage
from handlers.delivery.rendering_answers import render_answer
from handlers.delivery.rendering_lists import render_list
from handlers.metrics import SLACK_CALLS
from handlers.slack.messages.markup import Message

log = structlog.get_logger(__name__)


def send_answer(
    client: WebClient, storage: Storage, notice: PrivateAnswer, now: datetime, limits: Limits
) -> str:
    """Sends one; if that fails it is logged and no more, since an answer can't be looked up."""
    render = render_list if notice.redraws else render_answer
    message = render(storage, notice, now)
    try:
        if notice.reply_address:
            _reply(notice, message, limits)
        elif notice.channel:
            SLACK_CALLS.labels("chat.postEphemeral").inc()
            client.chat_postEphemeral(
                channel=notice.channel,
                user=notice.to,
                text=message.text,
                blocks=list(message.blocks),
                thread_ts=notice.thread or None,
            )
        else:
            SLACK_CALLS.labels("chat.postMessage").inc()
            client.chat_postMessage(
                channel=notice.to, text=message.text, blocks=list(message.blocks)
            )
    except Exception as error:
        log.warning("answer_not_sent", error=type(error).__name__, to=notice.to)
        return "not_sent"
    return "sent"


def _reply(notice: PrivateAnswer, message: Message, limits: Limits) -> None:
    hook = WebhookClient(notice.reply_address, timeout=limits.post_call_seconds, retry_handlers=[])
    answer = hook.send(
        text=message.text,
        blocks=list(message.blocks),
        response_type="ephemeral",
        replace_original=bool(notice.redraws),
    )
    if answer.status_code != 200:
        log.warning("answer_refused", status=answer.status_code, to=notice.to)
