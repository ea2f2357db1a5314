"""Marking a legal letter as suppression, from the card's menu."""

from __future__ import annotations

from bot.case.people import Actor, Via
from bot.verbs.decision.mark_suppression import SuppressionRequest, mark_suppression
from handlers.slack.context.answered import answered_click
from handlers.slack.context.context import Context, escalation_id
from handlers.slack.contract.answers import Answer
from handlers.slack.contract.requests import Click


def from_button(context: Context, request: Click) -> Answer:
    """Marks it, or takes the mark off; the card says which."""
    actor, about = Actor(request.sender.user, Via.BUTTON), escalation_id(request.value)
    wanted = SuppressionRequest(actor, about)
    receipt = context.carry_out(request.key, lambda work, now: mark_suppression(work, wanted, now))
    return answered_click(request, receipt)
