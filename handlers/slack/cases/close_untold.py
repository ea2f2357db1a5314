"""Closing a decided case whose party may not be told, through its form."""

from __future__ import annotations

from bot.case.people import Actor, Via
from bot.case.transitions import Move
from bot.verbs.decision.close_untold import close_untold
from handlers.slack.context.context import Context, escalation_id
from handlers.slack.contract.answers import Answer, Nothing, Open, View
from handlers.slack.contract.requests import Click, Submission
from handlers.slack.forms import close_untold as form


def from_button(context: Context, request: Click) -> Answer:
    """The Close untold button opens the form."""

    def build() -> View:
        actor = Actor(request.sender.user, Via.BUTTON)
        about = escalation_id(request.value)
        case = context.case_for(actor, about, Move.CLOSE_UNTOLD)
        with context.storage.read() as work:
            decision = work.decisions.latest(about)
        assert decision is not None, "a decided case has a decision"
        return form.build(case.escalation, decision)

    return Open(build)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: close_untold(work, wanted, now))
    return Nothing()
