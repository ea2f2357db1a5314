"""A case in a few lines, on App Home and on its board: which, its state, what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.case.transitions import Move
from bot.casework.attention import lateness
from bot.casework.case_view import CaseView, Glimpse, Seen
from handlers.slack.contract.answers import Block
from handlers.slack.messages.apart import apart, beside
from handlers.slack.messages.card import due_line, kind_label, reopened, state_line
from handlers.slack.messages.in_a_line import guarded
from handlers.slack.messages.markup import (
    buttons,
    inert,
    link,
    section,
    thread_link,
)
from handlers.slack.messages.theirs import with_menu
from handlers.slack.messages.worst import standing


def state_and_due(view: CaseView, now: datetime) -> str:
    """How it stands, and when it is due."""
    when = due(view, now)
    return state_line(view) + (f" · {when}" if when else "")


def due(view: CaseView, now: datetime) -> str:
    """When it is due next, in whose hours left out; '' where something is late, which is said
    before."""
    if lateness(view.escalation, view.clocks, now) is not None:
        return ""
    return due_line(view, now, in_hours=False)


def brief(
    view: Seen,
    line: Callable[[CaseView, datetime], str],
    team_url: str,
    now: datetime,
    *,
    is_theirs: bool = False,
) -> list[Block]:
    """A case in a few lines, `line` the last; with the menu of who raised it where it
    `is_theirs`."""
    if isinstance(view, Glimpse):
        return [section(guarded(view, now))]
    e = view.escalation
    named = f"*{link(thread_link(team_url, view.thread), e.reference)}* {inert(e.title, 400)}"
    facts = [standing(view, now), str(e.priority), kind_label(e), line(view, now)]
    again = reopened(view) if view.decision is None else []
    text = "\n".join([named, " · ".join(filter(None, facts)), *again])
    return [with_menu(text, e) if is_theirs else section(text)]


def with_acts(
    view: Seen,
    line: Callable[[CaseView, datetime], str],
    team_url: str,
    now: datetime,
    block: str,
    *,
    is_next: bool = False,
) -> list[Block]:
    """A case in a few lines, and the buttons of what the reader may do to it; among many cases none
    is the main one, but where something is offered to them. What one menu has no room for is beside
    the lines, as on a card: what changes what they say."""
    shown = brief(view, line, team_url, now)
    moves = [m for m in view.moves if m not in (Move.WITHDRAW, Move.REOPEN)]
    folded, acts = apart(moves)
    shown[0] = beside(shown[0], folded, view.id)
    row = f"{block}_{view.id}"
    return [*shown, *buttons(acts, view.id, view.reference, row, is_main=is_next)]
