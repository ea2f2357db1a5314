"""What everybody in a queue's channel reads: the card, and the replies in its thread."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.casework.assignment import hands_of
from bot.casework.case_view import view
from bot.events import CaseDecided
from bot.notices import Added, CardChanged, Milestones
from bot.ports import Work
from handlers.slack.messages.card import card
from handlers.slack.messages.exchange import added
from handlers.slack.messages.markup import Message
from handlers.slack.messages.milestones import milestone, reply


def in_thread(
    work: Work, notice: CardChanged | Added | Milestones, now: datetime
) -> Message | None:
    """What is said in a case's thread, which its card opens; None where nothing is to be told."""
    match notice:
        case Added():
            return added(notice)
        case Milestones():
            return milestones(work, notice)
        case CardChanged():
            escalation = work.escalations.peek(notice.escalation_id)
            if escalation is None:
                return None
            return card(view(work, escalation), now, hands=hands_of(work, escalation))
        case _:
            assert_never(notice)


def milestones(work: Work, notice: Milestones) -> Message | None:
    """One reply for all of them, a line each; None where nothing of it is to be told."""
    at = {datetime.fromisoformat(instant) for instant in notice.at}
    lines = []
    for entry in work.timeline.of(notice.escalation_id):
        if entry.at not in at:
            continue
        event = entry.event
        decision = work.decisions.get(event.decision) if isinstance(event, CaseDecided) else None
        lines += milestone(entry, decision)
    return reply(lines) if lines else None
