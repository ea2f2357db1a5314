"""Marking a decision communicated."""

from __future__ import annotations

from bot.people import Actor
from bot.resolution import CommunicatedRequest, mark_communicated
from handlers.answers import Answer
from handlers.desk import Desk, answered_click, escalation_id
from handlers.front.requests import Click


def from_button(desk: Desk, request: Click) -> Answer:
    """The Mark communicated button."""
    actor = Actor(request.sender.user, request.via)
    wanted = CommunicatedRequest(actor, escalation_id(request.value))
    receipt = desk.carry_out(request.key, lambda work, now: mark_communicated(work, wanted, now))
    return answered_click(request, receipt)
