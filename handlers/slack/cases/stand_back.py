"""Standing back from a case for a conflict of interest, through its form."""

from __future__ import annotations

from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.case.text import clean
from bot.case.transitions import Move
from bot.verbs.ownership.stand_back import StandBackRequest, stand_back
from handlers.slack.context.context import Context
from handlers.slack.context.typed_text import readable
from handlers.slack.contract.answers import Answer, Nothing
from handlers.slack.contract.mentions import is_courtesy, is_of_something_else
from handlers.slack.contract.requests import Click, Mention, Submission
from handlers.slack.forms import stand_back as form


def from_button(context: Context, request: Click) -> Answer:
    """Opens the form, from the note of an offer or the card's menu."""
    return context.opens(request, Move.STAND_BACK, form.build)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: stand_back(work, wanted, now))
    return Nothing()


def from_mention(context: Context, request: Mention, about: EscalationId, rest: str) -> Answer:
    """`stand back reason` in the case's thread; without one, the button to the form."""
    with context.storage.read() as work:
        reason = clean(readable(work, rest))
    if is_courtesy(reason) or is_of_something_else(reason):
        words = "Say what the conflict is in the form: only the escalation's history has it."
        return context.offers(request, about, Move.STAND_BACK, words)
    wanted = StandBackRequest(Actor(request.sender.user, Via.MENTION), about, reason)
    return context.done_or_form(
        request, about, Move.STAND_BACK, lambda work, now: stand_back(work, wanted, now)
    )
