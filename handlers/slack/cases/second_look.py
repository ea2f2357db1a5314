"""Second looks: judging a case blind, putting that off, and settling a difference."""

from __future__ import annotations

from bot.case.people import Actor, Via
from bot.case.second_look import LookId
from bot.verbs.second_looks.give_second_look import SecondLookRequest, give_second_look
from bot.verbs.second_looks.leave_decision import LeaveRequest, leave_decision
from bot.verbs.second_looks.put_off import PutOffRequest, pass_on_look, put_off
from bot.views.second_look import blind_case
from handlers.slack.context.context import Context, number
from handlers.slack.contract.answers import Answer, Nothing, Open, View
from handlers.slack.contract.requests import Click, Submission
from handlers.slack.forms import second_look as form


def from_button(context: Context, request: Click) -> Answer:
    """The Judge it button opens the form."""
    look, actor = LookId(number(request.value)), Actor(request.sender.user, Via.BUTTON)

    def built() -> View:
        with context.storage.read() as work:
            case = blind_case(work, look, actor.user)
            escalation = work.escalations.peek(case.id)
        if escalation is not None:
            context.shown(actor, escalation)
        return form.build(case)

    return Open(built)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    actor = Actor(request.sender.user, Via.FORM)
    wanted = SecondLookRequest(actor, *form.read(request.form))
    context.carry_out(request.key, lambda work, now: give_second_look(work, wanted, now))
    return Nothing()


def put_off_from_button(context: Context, request: Click) -> Answer:
    """The Snooze button."""
    wanted = PutOffRequest(Actor(request.sender.user, Via.BUTTON), LookId(number(request.value)))
    return context.say(request.key, lambda work, now: put_off(work, wanted, now))


def passed_on(context: Context, request: Click) -> Answer:
    """The button of who knows the decision already."""
    wanted = PutOffRequest(Actor(request.sender.user, Via.BUTTON), LookId(number(request.value)))
    return context.say(request.key, lambda work, now: pass_on_look(work, wanted, now))


def left(context: Context, request: Click) -> Answer:
    """The Leave it button of a difference."""
    wanted = LeaveRequest(Actor(request.sender.user, Via.BUTTON), LookId(number(request.value)))
    return context.say(request.key, lambda work, now: leave_decision(work, wanted, now))
