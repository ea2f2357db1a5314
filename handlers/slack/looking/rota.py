"""Looking up whose turn it is."""

from __future__ import annotations

from bot.case.text import clean_line
from bot.views.rota import rotas
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Say
from handlers.slack.contract.requests import Command
from handlers.slack.messages.markup import unescaped
from handlers.slack.messages.rota import rota_message


def from_command(context: Context, request: Command, rest: str) -> Say:
    """`rota`, of the queues the person is in, or `rota <queue>`."""
    user, now = request.sender.user, context.clock.now()
    with context.storage.read() as work:
        found = rotas(work, user, clean_line(unescaped(rest)), now)
        is_away = user in work.absences.current(now, [user])
    is_on_one = any(c.user == user for rota in found for c in rota.candidates)
    message = rota_message(found, now, is_away=is_away if is_on_one or is_away else None)
    return Say(message.text, message.blocks)
