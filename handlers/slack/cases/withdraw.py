"""Closing a case without a decision, through its form."""

from __future__ import annotations

from bot.case.people import Actor, Via
from bot.case.transitions import Move
from bot.verbs.decision.withdraw import withdraw
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer
from handlers.slack.contract.requests import Click, Submission
from handlers.slack.forms import withdraw as form


def from_button(context: Context, request: Click) -> Answer:
    """The Withdraw button opens the form."""
    return context.opens(request, Move.WITHDRAW, form.build)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off: what came of it is said in a message."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    return context.say(request.key, lambda work, now: withdraw(work, wanted, now))
