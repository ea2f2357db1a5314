"""What is worst about a case, said before anything else to who is to take it."""

from __future__ import annotations

from datetime import datetime

from bot.casework.case_view import CaseView
from handlers.slack.messages.markup import date, inert, span


def worst_facts(view: CaseView, now: datetime) -> str:
    """A sentence each, the worst first, with a blank behind; '' where nothing is bad. What is
    late is counted in the hours its clock counts."""
    facts = [*_deadline(view, now), *_late(view, now)]
    return "".join(f"*{fact}* " for fact in facts)


def _deadline(view: CaseView, now: datetime) -> list[str]:
    """The legal deadline: passed, it's the worst there is; ahead, it's still above any target."""
    deadline = view.escalation.deadline
    if deadline is None:
        return []
    source = inert(deadline.source, 300)
    if now > deadline.at:
        return [f"The legal deadline passed {span(now - deadline.at)} ago ({source})."]
    return [f"Legal deadline {date(deadline.at)} ({source})."]


def _late(view: CaseView, now: datetime) -> list[str]:
    """The target that is late by most, if any is."""
    late = [
        (reading.hours.between(reading.due_at, now), reading.clock.words)
        for reading in view.clocks.values()
        if reading.is_running and reading.is_late(now)
    ]
    if not late:
        return []
    by, what = max(late)
    return [f"The {what} is late by {span(by)}."]
