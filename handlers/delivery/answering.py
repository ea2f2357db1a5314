"""Sends the private answers to clicks and mentions: at once and at most once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from weakref import WeakValueDictionary

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookResponse

from bot.case.identifiers import UserId
from bot.limits import Limits
from bot.notices import PrivateAnswer
from bot.ports import Storage
from handlers.delivery.methods import POSTING
from handlers.delivery.rendering_answers import render_answer
from handlers.delivery.rendering_lists import render_list
from handlers.metrics import SLACK_CALLS
from handlers.slack.messages.markup import Message
from handlers.web_api.client import Hook, is_taken
from handlers.web_api.sending import (
    ENDINGS,
    UNREADABLE,
    Arrived,
    InDoubt,
    NotSoFast,
    Sent,
    by_method,
    ending,
    retry_after,
)

EPHEMERAL = "chat.postEphemeral"
TOO_MANY = 429


class _Turn:
    """Taken while one of somebody's lists is drawn, and forgotten afterwards."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


class Drawing:
    """Whose lists this process draws at this moment. Any number of threads may ask."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._turns: WeakValueDictionary[UserId, _Turn] = WeakValueDictionary()

    def of(self, answer: PrivateAnswer) -> AbstractContextManager[None]:
        """What an answer is rendered and sent in. Of two that take the place of a list, each as it
        is by then, the older could arrive last and stay."""
        if not answer.redraws:
            return nullcontext()
        with self._guard:
            return self._turns.setdefault(answer.to, _Turn())


def send_answer(
    client: WebClient, storage: Storage, notice: PrivateAnswer, now: datetime, limits: Limits
) -> Sent:
    """Sends one: how that ended. It can't be looked up, so that one in doubt is given up."""
    render = render_list if notice.redraws else render_answer
    message = render(storage, notice, now)
    if notice.reply_address:
        return _sent("", lambda: _reply(notice, message, limits))
    channel = notice.channel
    if channel:
        return _sent(
            EPHEMERAL,
            lambda: client.chat_postEphemeral(
                channel=channel,
                user=notice.to,
                text=message.text,
                blocks=list(message.blocks),
                thread_ts=notice.thread or None,
            ),
        )
    return _sent(
        POSTING,
        lambda: client.chat_postMessage(
            channel=notice.to, text=message.text, blocks=list(message.blocks)
        ),
    )


def _sent(method: str, made: Callable[[], object]) -> Sent:
    if method:
        SLACK_CALLS.labels(method).inc()
    try:
        taken = made()
    except ENDINGS as error:
        return by_method(method, ending(error))
    except UNREADABLE:
        return InDoubt("not an answer of Slack's", answered=True, method=method)
    if isinstance(taken, WebhookResponse) and not is_taken(taken):
        if taken.status_code == TOO_MANY:
            return NotSoFast(retry_after(taken.headers))
        return InDoubt(f"http_{taken.status_code}", answered=True)
    return Arrived({}, method)


def _reply(notice: PrivateAnswer, message: Message, limits: Limits) -> WebhookResponse:
    hook = Hook(notice.reply_address, timeout=limits.post_call_seconds, retry_handlers=[])
    return hook.send(
        text=message.text,
        blocks=list(message.blocks),
        response_type="ephemeral",
        replace_original=bool(notice.redraws),
    )
