"""Answering who asked for another priority, with one click."""

from __future__ import annotations

from bot.case.people import Actor
from bot.verbs.timing.answer_priority import PriorityAnswer, answer_priority
from handlers.slack.context.context import Context, escalation_id, number
from handlers.slack.contract.answers import Answer
from handlers.slack.contract.requests import Click


def yes(context: Context, request: Click) -> Answer:
    """The owner, or a manager, says yes."""
    return _answers(context, request, is_yes=True)


def no(context: Context, request: Click) -> Answer:
    """The owner, or a manager, says no."""
    return _answers(context, request, is_yes=False)


def _answers(context: Context, request: Click, *, is_yes: bool) -> Answer:
    case, _, rest = request.value.partition(":")
    priority, _, at = rest.partition(":")
    actor = Actor(request.sender.user, request.via)
    wanted = PriorityAnswer(actor, escalation_id(case), priority, number(at), is_yes)
    return context.say(request.key, lambda work, now: answer_priority(work, wanted, now))
