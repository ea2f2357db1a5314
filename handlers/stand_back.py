"""Standing back from a case for a conflict of interest, through its form."""

from __future__ import annotations

from bot.escalation import Move
from bot.people import Actor, Via
from bot.rotation.standing_back import stand_back
from handlers.answers import Answer, Nothing
from handlers.desk import Desk
from handlers.forms import stand_back as form
from handlers.front.requests import Click, Submission


def from_button(desk: Desk, request: Click) -> Answer:
    """Opens the form, from the note of an offer or the card's menu."""
    return desk.opens(request, Move.STAND_BACK, form.build)


def submitted(desk: Desk, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    desk.carry_out(request.key, lambda work, now: stand_back(work, wanted, now))
    return Nothing()
