"""From what happened, or was added, to the reply in the thread that tells of it."""

from __future__ import annotations

from datetime import datetime

from bot.events import CaseDecided
from bot.notices import Added, Milestones
from bot.ports import Work
from handlers.slack.messages.exchange import added
from handlers.slack.messages.markup import Message
from handlers.slack.messages.milestones import milestone, reply


def in_thread(work: Work, notice: Added | Milestones) -> Message | None:
    """What is said in a case's thread; None where nothing is to be told."""
    return added(notice) if isinstance(notice, Added) else milestones(work, notice)


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
