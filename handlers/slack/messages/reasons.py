"""Why somebody was offered a case, and why not the others, in words."""

from __future__ import annotations

from bot.case.identifiers import UserId
from bot.views.reasons import Reasons
from handlers.slack.messages.fitting import and_more, fitting_lines
from handlers.slack.messages.markup import SECTION_LIMIT, inert, person

ROOM_LEFT = 60
"""Characters kept for saying how many more there are."""


def why_offered(reference: str, reasons: Reasons, reader: UserId) -> str:
    """In mrkdwn, a line for each of the others, as many as a paragraph holds."""
    whom = "you" if reasons.to == reader else person(reasons.to)
    words = f"{reference} was offered to {whom}: {inert(reasons.why, 300)}."
    if not reasons.others:
        return f"{words} There was nobody else on the rotation."
    lines = [f"• {person(user)} {inert(why, 200)}" for user, why in reasons.others]
    head = f"{words}\nWhy not the others:"
    shown = fitting_lines(lines, SECTION_LIMIT - ROOM_LEFT - len(head) - 1)
    return "\n".join([head, *shown, *and_more(len(lines) - len(shown))])
