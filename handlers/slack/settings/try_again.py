"""Having something delivered again that was parked, from the note that told of it."""

from __future__ import annotations

from bot.case.people import Actor
from bot.verbs.settings.try_again import TryAgainRequest, try_again
from handlers.slack.context.context import Context, number
from handlers.slack.contract.answers import Answer
from handlers.slack.contract.requests import Click


def from_button(context: Context, request: Click) -> Answer:
    """The Try again button in a manager's note."""
    wanted = TryAgainRequest(Actor(request.sender.user, request.via), number(request.value))
    return context.say(request.key, lambda work, _now: try_again(work, wanted))
