"""A manager assigns an open case, through a form."""

from __future__ import annotations

from bot.case.people import Actor, Via
from bot.case.transitions import Move
from bot.casework.queues import participants_of
from bot.verbs.ownership.assign import assign
from handlers.slack.context.context import Context, escalation_id
from handlers.slack.contract.answers import Answer, Nothing, Open, View
from handlers.slack.contract.requests import Click, Submission
from handlers.slack.forms import assign as form


def from_button(context: Context, request: Click) -> Answer:
    """Assign, on a card, the board or a note, opens the form with the people of the queue."""

    def built() -> View:
        actor = Actor(request.sender.user, Via.BUTTON)
        case = context.case_for(actor, escalation_id(request.value), Move.ASSIGN)
        with context.storage.read() as work:
            around = participants_of(work, case.policy, case.queue, case.escalation)
            users = around.queue if around.cleared is None else around.queue & around.cleared
            names = work.people.names(users)
        ordered = sorted(users, key=lambda user: names.get(user, user).casefold())
        return form.build(case.escalation, {user: names.get(user, user) for user in ordered})

    return Open(built)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: assign(work, wanted, now))
    return Nothing()
