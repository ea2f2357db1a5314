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
    return _with_others(words, reasons, "There was nobody else on the rotation.")


def why_asked(reference: str, reasons: Reasons | None, reader: UserId) -> str:
    """The same of who was asked to approve a decision; None or somebody else's: all were asked."""
    if reasons is None or reasons.to != reader:
        return (
            f"The decision on {reference} was put before everybody who can approve it: nobody who "
            "was asked alone has answered in time, or could be."
        )
    words = f"You were asked to approve the decision on {reference}: {inert(reasons.why, 300)}."
    return _with_others(words, reasons, "There is no other approver.")


def _with_others(words: str, reasons: Reasons, nobody: str) -> str:
    if not reasons.others:
        return f"{words} {nobody}"
    lines = [f"• {person(user)} {inert(why, 200)}" for user, why in reasons.others]
    head = f"{words}\nWhy not the others:"
    shown = fitting_lines(lines, SECTION_LIMIT - ROOM_LEFT - len(head) - 1)
    return "\n".join([head, *shown, *and_more(len(lines) - len(shown))])
