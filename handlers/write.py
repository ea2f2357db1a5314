"""Writing in a case's thread: for its clocks an update, or the answer that was waited for."""

from __future__ import annotations

from bot.identifiers import EscalationId
from bot.people import Actor, Via
from bot.thread import Message, counts, heard
from handlers.answers import Answer, Nothing
from handlers.desk import Desk
from handlers.front.requests import Written


def in_thread(desk: Desk, request: Written, about: EscalationId) -> Answer:
    """A message in a case's thread. Ordinary chatter is read and no more: nothing is written."""
    message = Message(Actor(request.sender.user, Via.MESSAGE), about)
    with desk.storage.read() as work:
        is_news = counts(work, message)
    if is_news:
        desk.carry_out(request.key, lambda work, now: heard(work, message, now))
    return Nothing()
