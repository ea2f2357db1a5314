"""Marking a reversal carried out, through its form."""

from __future__ import annotations

from bot.case.people import Actor, Via
from bot.case.transitions import Move
from bot.verbs.decision.mark_carried_out import mark_carried_out
from handlers.slack.context.context import Context, escalation_id
from handlers.slack.contract.answers import Answer, Nothing, Open, View
from handlers.slack.contract.requests import Click, Submission
from handlers.slack.forms import mark_carried_out as form


def from_button(context: Context, request: Click) -> Answer:
    """The Mark carried out button opens the form."""

    def build() -> View:
        actor = Actor(request.sender.user, Via.BUTTON)
        about = escalation_id(request.value)
        case = context.case_for(actor, about, Move.MARK_CARRIED_OUT)
        with context.storage.read() as work:
            decision = work.decisions.latest(about)
        return form.build(case.escalation, decision, context.clock.now())

    return Open(build)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: mark_carried_out(work, wanted, now))
    return Nothing()
