"""Approving a decision, or sending it back, by mention in its case's thread."""

from __future__ import annotations

from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.case.text import clean
from bot.case.transitions import Move
from bot.verbs.decision.approve import ApproveRequest, approve
from bot.verbs.decision.send_back import SendBackRequest, send_back
from handlers.slack.context.context import Context
from handlers.slack.context.typed_text import readable
from handlers.slack.contract.answers import Answer
from handlers.slack.contract.mentions import is_courtesy
from handlers.slack.contract.requests import Mention


def approved(context: Context, request: Mention, about: EscalationId, rest: str) -> Answer:
    """`approve` in the case's thread, where its card has the record; what follows is said of it."""
    with context.storage.read() as work:
        reason = clean(readable(work, rest))
    said = "" if is_courtesy(reason) else reason
    wanted = ApproveRequest(Actor(request.sender.user, Via.MENTION), about, said)
    wordings = context.templates.wordings
    return context.done_or_form(
        request, about, Move.APPROVE, lambda work, now: approve(work, wanted, now, wordings)
    )


def sent_back(context: Context, request: Mention, about: EscalationId, rest: str) -> Answer:
    """`sendback reason` in the case's thread; without one, the button to the form."""
    with context.storage.read() as work:
        reason = clean(readable(work, rest))
    if is_courtesy(reason):
        words = "Say what is to be changed, like `sendback name the section`, or use the form."
        return context.offers(request, about, Move.SEND_BACK, words)
    wanted = SendBackRequest(Actor(request.sender.user, Via.MENTION), about, reason)
    return context.done_or_form(
        request, about, Move.SEND_BACK, lambda work, now: send_back(work, wanted, now)
    )
