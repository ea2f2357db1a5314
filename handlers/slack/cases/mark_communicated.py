"""Marking a decision communicated, or saying that one has told the customer."""

from __future__ import annotations

from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.verbs.decision.mark_communicated import (
    CommunicatedRequest,
    CustomerToldRequest,
    customer_told,
    mark_communicated,
)
from handlers.slack.context.answered import answered_click
from handlers.slack.context.context import Context, escalation_id, number
from handlers.slack.contract.answers import Answer
from handlers.slack.contract.requests import Click, Mention


def from_button(context: Context, request: Click) -> Answer:
    """The Mark communicated button."""
    actor = Actor(request.sender.user, request.via)
    wanted = CommunicatedRequest(actor, escalation_id(request.value))
    said = context.templates.wordings
    receipt = context.carry_out(
        request.key, lambda work, now: mark_communicated(work, wanted, now, said)
    )
    return answered_click(request, receipt)


def from_mention(context: Context, request: Mention, about: EscalationId, _rest: str) -> Answer:
    """`communicated` in the case's thread."""
    wanted = CommunicatedRequest(Actor(request.sender.user, Via.MENTION), about)
    said = context.templates.wordings
    return context.say(request.key, lambda work, now: mark_communicated(work, wanted, now, said))


def told_by_requester(context: Context, request: Click) -> Answer:
    """The button I have told them, in the note to who raised it."""
    case, _, decision = request.value.partition(":")
    actor = Actor(request.sender.user, request.via)
    wanted = CustomerToldRequest(actor, escalation_id(case), number(decision))
    said = context.templates.wordings
    return context.say(request.key, lambda work, now: customer_told(work, wanted, now, said))
