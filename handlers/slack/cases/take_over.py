"""A manager takes over somebody's case, through a form."""

from __future__ import annotations

from bot.case.people import Actor, Via
from bot.case.transitions import Move
from bot.verbs.ownership.take_over import take_over
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer, Nothing
from handlers.slack.contract.requests import Click, Submission
from handlers.slack.forms import take_over as form


def from_button(context: Context, request: Click) -> Answer:
    """Take over, on a card, the board or a note, opens the form."""
    return context.opens(request, Move.TAKE_OVER, form.build)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: take_over(work, wanted, now))
    return Nothing()
