"""Putting a case back in the queue, from a button or a mention."""

from __future__ import annotations

from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.verbs.ownership.release import ReleaseRequest, release
from handlers.slack.context.answered import answered_click
from handlers.slack.context.context import Context, escalation_id
from handlers.slack.contract.answers import Answer
from handlers.slack.contract.requests import Click, Mention


def from_button(context: Context, request: Click) -> Answer:
    """The Release button."""
    wanted = ReleaseRequest(Actor(request.sender.user, request.via), escalation_id(request.value))
    receipt = context.carry_out(request.key, lambda work, now: release(work, wanted, now))
    return answered_click(request, receipt)


def from_mention(context: Context, request: Mention, about: EscalationId, _rest: str) -> Answer:
    """`release` in the case's thread."""
    wanted = ReleaseRequest(Actor(request.sender.user, Via.MENTION), about)
    return context.say(request.key, lambda work, now: release(work, wanted, now))
