"""Sends the private answers to clicks and mentions: at once and at most once."""

from __future__ import annotations

from datetime import datetime

import structlog
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.case.identifiers import reference
from bot.case.permissions import Sight
from bot.case.transitions import Move
from bot.casework.assignment import hands_of
from bot.casework.viewer import view_for
from bot.limits import Limits
from bot.notices import PrivateAnswer
from bot.ports import Storage
from handlers.metrics import SLACK_CALLS
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import SNOOZE
from handlers.slack.messages.card import summary
from handlers.slack.messages.lists import guarded
from handlers.slack.messages.markup import Message, action_button, buttons, section
from handlers.slack.messages.whole import whole

ANSWER_BLOCK = "answer"
log = structlog.get_logger(__name__)


def send_answer(
    client: WebClient, storage: Storage, notice: PrivateAnswer, now: datetime, limits: Limits
) -> str:
    """Sends one; if that fails it is logged and no more, since an answer can't be looked up."""
    message = _message(storage, notice, now)
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
        replace_original=False,
    )
    if answer.status_code != 200:
        log.warning("answer_refused", status=answer.status_code, to=notice.to)


def _message(storage: Storage, notice: PrivateAnswer, now: datetime) -> Message:
    about = notice.escalation_id
    words, moves = notice.words, tuple[Move, ...]()
    if about is not None and (notice.shows or notice.details):
        with storage.read() as work:
            escalation = work.escalations.peek(about)
            if escalation is not None:
                seen = view_for(work, notice.to, escalation)
                words = summary(seen, now) if seen.sight is Sight.ALL else guarded(seen, now)
                if notice.details and seen.sight is Sight.ALL:
                    return Message(words, whole(seen, now, hands_of(work, escalation)))
    if notice.offers is not None:
        moves = (notice.offers,)
    blocks: list[Block] = [section(words)]
    if about is not None:
        more = [action_button(SNOOZE, "Snooze", notice.snoozes)] if notice.snoozes else []
        blocks += buttons(moves, about, reference(about), ANSWER_BLOCK, *more, menu=False)
    return Message(words, blocks)
