"""From what happened to the reply in the thread that tells of it."""

from __future__ import annotations

from datetime import datetime

from bot.events import CaseDecided
from bot.notices import Milestones
from bot.ports import Work
from handlers.slack.messages.markup import Message
from handlers.slack.messages.milestones import milestone, reply


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
