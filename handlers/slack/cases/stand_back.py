"""Standing back from a case for a conflict of interest, through its form."""

from __future__ import annotations

from bot.case.people import Actor, Via
from bot.case.transitions import Move
from bot.verbs.ownership.stand_back import stand_back
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer, Nothing
from handlers.slack.contract.requests import Click, Submission
from handlers.slack.forms import stand_back as form


def from_button(context: Context, request: Click) -> Answer:
    """Opens the form, from the note of an offer or the card's menu."""
    return context.opens(request, Move.STAND_BACK, form.build)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: stand_back(work, wanted, now))
    return Nothing()
