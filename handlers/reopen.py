"""Taking a closed case up again, through its form."""

from __future__ import annotations

from bot.case import allowed, approach
from bot.escalation import Move
from bot.people import Actor, Via
from bot.resolution import reopen
from handlers.answers import Answer, Nothing, Open, View
from handlers.desk import Desk, escalation_id
from handlers.forms import reopen as form
from handlers.requests import Click, Submission


def from_button(desk: Desk, request: Click) -> Answer:
    """The Reopen button opens the form."""

    def build() -> View:
        actor = Actor(request.sender.user, Via.BUTTON)
        with desk.storage.read() as work:
            case = approach(work, escalation_id(request.value), actor, lock=False)
            allowed(work, case, Move.REOPEN)
        return form.build(case.escalation)

    return Open(build)


def submitted(desk: Desk, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    desk.carry_out(request.key, lambda work, now: reopen(work, wanted, now))
    return Nothing()
