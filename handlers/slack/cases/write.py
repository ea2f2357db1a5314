"""Writing in a case's thread: for its clocks an update, or the answer that was waited for."""

from __future__ import annotations

from dataclasses import replace

from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.case.text import clean
from bot.verbs.timing.write import ThreadMessage, counts, heard
from handlers.slack.context.context import Context
from handlers.slack.context.typed_text import readable
from handlers.slack.contract.answers import Answer, Nothing
from handlers.slack.contract.requests import Written


def in_thread(context: Context, request: Written, about: EscalationId) -> Answer:
    """A message in a case's thread. Ordinary chatter is read and no more: nothing is written."""
    with context.storage.read() as work:
        text = clean(readable(work, request.text))
        message = ThreadMessage(Actor(request.sender.user, Via.MESSAGE), about, text, request.ts)
        is_news = counts(work, message)
        if is_news:
            message = replace(message, text=readable(work, request.text))
    if is_news:
        context.carry_out(request.key, lambda work, now: heard(work, message, now))
    return Nothing()
