"""Taking a closed case up again, through its form."""

from __future__ import annotations

from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.case.text import clean
from bot.case.transitions import Move
from bot.verbs.decision.reopen import ReopenRequest, reopen
from handlers.slack.context.context import Context
from handlers.slack.context.typed_text import readable
from handlers.slack.contract.answers import Answer, Nothing
from handlers.slack.contract.mentions import is_courtesy
from handlers.slack.contract.requests import Click, Mention, Submission
from handlers.slack.forms import reopen as form


def from_button(context: Context, request: Click) -> Answer:
    """The Reopen button opens the form."""
    return context.opens_as_seen(request, Move.REOPEN, form.build)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: reopen(work, wanted, now))
    return Nothing()


def from_mention(context: Context, request: Mention, about: EscalationId, rest: str) -> Answer:
    """`reopen reason` in the case's thread; without one, the button to the form."""
    with context.storage.read() as work:
        reason = clean(readable(work, rest))
    if is_courtesy(reason):
        words = (
            "Say why it is taken up again, like `reopen the customer came back`, or use the form."
        )
        return context.offers(request, about, Move.REOPEN, words)
    wanted = ReopenRequest(Actor(request.sender.user, Via.MENTION), about, reason)
    return context.done_or_form(
        request, about, Move.REOPEN, lambda work, now: reopen(work, wanted, now)
    )
