"""Changing a case's priority, through a form or in one line by mention."""

from __future__ import annotations

import re

from bot.case.errors import Refused
from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.case.text import clean
from bot.case.transitions import Move
from bot.verbs.timing.change_priority import PriorityRequest, change_priority
from handlers.slack.context.context import Context, corrected_in_form
from handlers.slack.context.typed_text import readable
from handlers.slack.contract.answers import Answer, Nothing
from handlers.slack.contract.requests import Click, Mention, Submission
from handlers.slack.forms import change_priority as form

_PRIORITY_AND_REASON = re.compile(r"(?:to\s+)?(\w+)[\s,:;.]+(?:because\s+)?(.+)", re.DOTALL)


def from_button(context: Context, request: Click) -> Answer:
    """Opens the form, from the card's menu or the button of an answer."""
    return context.opens(request, Move.CHANGE_PRIORITY, form.build)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: change_priority(work, wanted, now))
    return Nothing()


def from_mention(context: Context, request: Mention, about: EscalationId, rest: str) -> Answer:
    """`priority P1 reason` in the case's thread; without both, the button to the form."""
    with context.storage.read() as work:
        found = _PRIORITY_AND_REASON.match(clean(readable(work, rest)))
    if found is None:
        words = "Say which priority and why, like `priority P1 the press has it`, or use the form."
        return context.offers(request, about, Move.CHANGE_PRIORITY, words)
    actor = Actor(request.sender.user, Via.MENTION)
    wanted = PriorityRequest(actor, about, found.group(1), found.group(2))
    try:
        return context.say(request.key, lambda work, now: change_priority(work, wanted, now))
    except Refused as refusal:
        return corrected_in_form(refusal, about, Move.CHANGE_PRIORITY)
