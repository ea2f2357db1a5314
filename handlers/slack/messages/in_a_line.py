"""A case in one line of a list: as its reader sees it, or the little they may know of it."""

from __future__ import annotations

from datetime import datetime

from bot.case.states import FINISHED, UNCLAIMED, UNDER_REVIEW
from bot.casework.attention import lateness
from bot.casework.case_view import CaseView, Glimpse, Standing
from handlers.slack.messages.card import due_line, kind_words, state_line
from handlers.slack.messages.markup import date, inert, link, thread_link
from handlers.slack.messages.worst import standing


def linked(view: CaseView, team_url: str, now: datetime) -> str:
    """A case in a line, its reference a link to its thread: how late it is comes first, else when
    it is due comes last."""
    e = view.escalation
    named = f"{link(thread_link(team_url, view.thread), e.reference)} {inert(e.title, 600)}"
    is_late = lateness(e, view.clocks, now) is not None
    state = " · ".join(filter(None, [standing(view, now), state_line(view)]))
    facts = [state, "" if is_late else due_line(view, now)]
    return f"{named} ({e.priority}, {kind_words(e.kind)}): {'. '.join(filter(None, facts))}"


def guarded(view: Glimpse, now: datetime) -> str:
    """What somebody may know of a case they may not read: its reference, kind and age; its
    requester also its state and when it is due."""
    named = f"{view.reference} ({kind_words(view.kind)}, {view.confidentiality.words})"
    raised = f"raised {date(view.opened_at)}"
    if view.standing is None:
        return f"{named}, {raised}"
    due = due_line(view.standing, now)
    return f"{named}: {_state(view.standing)}, {raised}" + (f". {due}" if due else "")


def _state(standing: Standing) -> str:
    """The state in a few words, none of which is somebody's name."""
    if standing.state in UNCLAIMED:
        return "open, unclaimed"
    if standing.state in FINISHED:
        return f"closed ({standing.close_reason})"
    if standing.state in UNDER_REVIEW:
        return "decided, waits for a second person"
    return standing.state.value
