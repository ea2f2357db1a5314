"""Who may read a case, through its form."""

from __future__ import annotations

from bot.case.people import Actor, Via
from bot.case.transitions import Move
from bot.verbs.decision.change_class import change_class
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer, Nothing
from handlers.slack.contract.requests import Click, Submission
from handlers.slack.forms import change_class as form


def from_button(context: Context, request: Click) -> Answer:
    """Opens the form, from the card's menu."""
    return context.opens(request, Move.CHANGE_CLASS, form.build)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: change_class(work, wanted, now))
    return Nothing()
