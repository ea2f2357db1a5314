"""What is worst about a case: how late it is, and its legal deadline.

By how much something is late is the time that has passed since it was due, nights and weekends too:
people read it beside since when, and in an office's hours the two wouldn't fit together.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.casework.attention import is_at_risk, lateness
from bot.casework.case_view import CaseView
from handlers.slack.messages.markup import date, inert, span


def standing(view: CaseView, now: datetime, said: Callable[[datetime], str] = date) -> str:
    """That a case is late, by how much, with what and since when, as `said`; or that it is at risk;
    '' where it is neither."""
    late = lateness(view.escalation, view.clocks, now)
    if late is not None:
        what = late.clock.words if late.clock is not None else "legal deadline"
        return f"*Late* by {span(now - late.since)} ({what}, since {said(late.since)})"
    return "*At risk*" if is_at_risk(view.escalation, view.clocks, now) else ""


def worst_facts(view: CaseView, now: datetime) -> str:
    """A sentence each, the worst first, with a blank behind; '' where nothing is bad."""
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
    late = [(r.due_at, r.clock) for r in view.clocks.values() if r.is_running and r.is_late(now)]
    if not late:
        return []
    since, clock = min(late)
    return [f"The {clock.words} is late by {span(now - since)}."]
