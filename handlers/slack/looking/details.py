"""Show, Show more, Details: the whole of a case, to who asks alone."""

from __future__ import annotations

from handlers.slack.context.context import Context, escalation_id
from handlers.slack.contract.answers import Answer, Say
from handlers.slack.contract.requests import Click


def from_button(_context: Context, request: Click) -> Answer:
    """The button beside what a card has folded. How much of it they may see is asked when it is
    written."""
    return Say("", escalation_id=escalation_id(request.value), details=True)
