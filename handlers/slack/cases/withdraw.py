"""Closing a case without a decision, through its form."""

from __future__ import annotations

import re

from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.case.states import CloseReason
from bot.case.text import clean, clean_line
from bot.case.transitions import Move
from bot.verbs.decision.withdraw import WithdrawRequest, withdraw
from handlers.slack.context.context import Context
from handlers.slack.context.typed_text import readable
from handlers.slack.contract.answers import Answer, Nothing
from handlers.slack.contract.mentions import is_courtesy
from handlers.slack.contract.requests import Click, Mention, Submission
from handlers.slack.forms import withdraw as form

_DUPLICATE = re.compile(r"(?:as (?:a )?)?duplicate\b(?: of)?[\s:]*(\S*)(.*)", re.IGNORECASE)
_MISROUTED = re.compile(r"(?:as )?misrouted\b[\s,:;.]*(.*)", re.IGNORECASE)


def from_button(context: Context, request: Click) -> Answer:
    """The Withdraw button opens the form."""
    return context.opens(request, Move.WITHDRAW, form.build)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: withdraw(work, wanted, now))
    return Nothing()


def from_mention(context: Context, request: Mention, about: EscalationId, rest: str) -> Answer:
    """`withdraw reason` in the case's thread, where the reason may be that it is a duplicate, or
    misrouted; without one, the button to the form."""
    with context.storage.read() as work:
        reason = clean(readable(work, rest))
    if not reason or is_courtesy(reason):
        words = "Say why, like `withdraw it is solved`, or use the form."
        return context.offers(request, about, Move.WITHDRAW, words)
    wanted = _wanted(Actor(request.sender.user, Via.MENTION), about, reason)
    return context.done_or_form(
        request, about, Move.WITHDRAW, lambda work, now: withdraw(work, wanted, now)
    )


def _wanted(actor: Actor, about: EscalationId, reason: str) -> WithdrawRequest:
    if found := _DUPLICATE.fullmatch(reason):
        original, note = found[1].rstrip(".,;:!"), clean_line(found[2])
        return WithdrawRequest(actor, about, CloseReason.DUPLICATE, note, original)
    if found := _MISROUTED.fullmatch(reason):
        return WithdrawRequest(actor, about, CloseReason.MISROUTED, clean_line(found[1]))
    return WithdrawRequest(actor, about, CloseReason.WITHDRAWN, reason)
