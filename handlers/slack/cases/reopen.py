"""Taking a closed case up again, through its form."""

from __future__ import annotations

from bot.case.people import Actor, Via
from bot.case.transitions import Move
from bot.verbs.decision.reopen import reopen
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer, Nothing
from handlers.slack.contract.requests import Click, Submission
from handlers.slack.forms import reopen as form


def from_button(context: Context, request: Click) -> Answer:
    """The Reopen button opens the form."""
    return context.opens(request, Move.REOPEN, form.build)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: reopen(work, wanted, now))
    return Nothing()
