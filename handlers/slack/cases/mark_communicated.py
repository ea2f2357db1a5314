"""Marking a decision communicated."""

from __future__ import annotations

from bot.case.people import Actor
from bot.verbs.decision.mark_communicated import CommunicatedRequest, mark_communicated
from handlers.slack.context.context import Context, answered_click, escalation_id
from handlers.slack.contract.answers import Answer
from handlers.slack.contract.requests import Click


def from_button(context: Context, request: Click) -> Answer:
    """The Mark communicated button."""
    actor = Actor(request.sender.user, request.via)
    wanted = CommunicatedRequest(actor, escalation_id(request.value))
    receipt = context.carry_out(request.key, lambda work, now: mark_communicated(work, wanted, now))
    return answered_click(request, receipt)
