"""Closing a case without a decision, through its form."""

from __future__ import annotations

from bot.escalation import Move
from bot.people import Actor, Via
from bot.resolution import withdraw
from handlers.answers import Answer, Nothing
from handlers.desk import Desk
from handlers.forms import withdraw as form
from handlers.front.requests import Click, Submission


def from_button(desk: Desk, request: Click) -> Answer:
    """The Withdraw button opens the form."""
    return desk.opens(request, Move.WITHDRAW, form.build)


def submitted(desk: Desk, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    desk.carry_out(request.key, lambda work, now: withdraw(work, wanted, now))
    return Nothing()
