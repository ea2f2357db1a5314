"""The cases of a digest beside the three to act on first, as a table with their links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.case.confidentiality import Confidentiality
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.text import cut
from bot.casework.attention import is_at_risk, lateness
from bot.casework.case_view import CaseView, Glimpse, Seen
from handlers.slack.contract.answers import Block
from handlers.slack.messages.card import kind_words
from handlers.slack.messages.markup import span, thread_link

ROWS = 9
"""With the head a table has ten."""
TITLE_ROOM = 60
_NONE = "–"
_HEAD = ("Case", "Title", "Stands", "Priority", "With", "Raised")


def shown_in_table(rest: Sequence[CaseView], oldest: Sequence[Seen]) -> list[Seen]:
    """Those that have a row: the oldest, and as many before them as there is room for."""
    named = [case for case in oldest if is_named(case)]
    return [*rest[: ROWS - len(named)], *named]


def is_named(case: Seen) -> bool:
    """Whether its reader is told its reference: what is privileged or embargoed is a count for who
    isn't cleared."""
    return isinstance(case, CaseView) or case.confidentiality is Confidentiality.RESTRICTED


def cases_table(cases: Sequence[Seen], team_url: str, zone: ZoneInfo, now: datetime) -> list[Block]:
    """A row a case, without the columns that nothing is in; nothing where there is no case."""
    if not cases:
        return []
    rows = [_row(case, team_url, zone, now) for case in cases]
    kept = [n for n in range(len(_HEAD)) if any(row[n] != _text(_NONE) for row in rows)]
    head = [_text(_HEAD[n]) for n in kept]
    table: Block = {
        "type": "table",
        "rows": [head, *([row[n] for n in kept] for row in rows)],
        "column_settings": [{"align": "left", "is_wrapped": True} for _ in kept],
    }
    return [table]


def _row(case: Seen, team_url: str, zone: ZoneInfo, now: datetime) -> list[Block]:
    if isinstance(case, Glimpse):
        about = f"{kind_words(case.kind)}, {case.confidentiality.words}"
        raised = _day(case.opened_at, zone)
        return [*map(_text, (case.reference, about, _NONE, _NONE, _NONE, raised))]
    e = case.escalation
    return [
        _linked(e.reference, thread_link(team_url, case.thread)),
        _text(cut(e.title, TITLE_ROOM, "…")),
        _text(_stands(case, now)),
        _text(e.priority),
        _with(e),
        _text(_day(e.opened_at, zone)),
    ]


def _stands(case: CaseView, now: datetime) -> str:
    """That it's late or at risk, and what it waits for."""
    e = case.escalation
    late = lateness(e, case.clocks, now)
    worst = f"late by {span(now - late.since)}" if late is not None else ""
    if late is None and is_at_risk(e, case.clocks, now):
        worst = "at risk"
    return ", ".join(filter(None, [worst, _state(e)]))


def _state(e: Escalation) -> str:
    if e.is_unclaimed:
        return "unclaimed"
    if e.wait is not None:
        return f"waits on {e.wait.on.words}"
    if e.is_in_review:
        return "in review"
    if e.is_untold:
        return "decided, not told"
    return "to be carried out" if e.is_settling else "claimed"


def _with(e: Escalation) -> Block:
    """Who has it, or is offered it."""
    if e.owner is not None:
        return _rich(_user(e.owner))
    if e.offer is not None:
        return _rich({"type": "text", "text": "offered to "}, _user(e.offer.to))
    return _text(_NONE)


def _day(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %-d %b}"


def _linked(words: str, url: str) -> Block:
    return _rich({"type": "link", "url": url, "text": words}) if url else _text(words)


def _user(user: UserId) -> Block:
    return {"type": "user", "user_id": user}


def _rich(*elements: Block) -> Block:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": list(elements)}],
    }


def _text(words: str) -> Block:
    return {"type": "raw_text", "text": words}
