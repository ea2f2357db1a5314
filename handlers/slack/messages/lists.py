"""Lists of cases, one case in full, and help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import quote, unquote

from bot.case.decision import Decision
from bot.case.identifiers import EscalationId
from bot.case.transitions import Move
from bot.casework.case_view import Glimpse, Seen
from bot.events import CaseLookedAt
from bot.ports import TimelineEntry
from bot.views.lists import CaseList
from handlers.slack.contract.answers import Block
from handlers.slack.messages.apart import apart, beside
from handlers.slack.messages.card import summary
from handlers.slack.messages.fitting import and_more, fitting_blocks, fitting_lines, room_beside
from handlers.slack.messages.history import NO_DECISIONS, history
from handlers.slack.messages.in_a_line import guarded, linked
from handlers.slack.messages.markup import (
    SECTION_LIMIT,
    Message,
    buttons,
    date,
    link,
    person,
    section,
    small_print,
    thread_link,
)
from handlers.slack.messages.whole import whole

LIST_BLOCK = "list"
SEARCH = "search"
NAMED = ("mine", "open", "at-risk", "show")
"""The lists that are drawn again once something in them was pressed, beside a search."""
LINES = "lines"
BLOCK_ID_LIMIT = 255
"""Slack takes no longer one."""
TIMELINE_SHOWN = 20
LOOKS_SHOWN = 5
TITLE_ROOM = 19
"""Characters kept for the title of the history."""


def list_of(block_id: str) -> str:
    """Which list somebody sees who has pressed something in this row, as they would ask for it; ''
    for none that is drawn again."""
    start, name, what, words = [*block_id.split("_", 3), "", "", "", ""][:4]
    if start != LIST_BLOCK or not what:
        return ""
    if name == SEARCH:
        return f"{SEARCH} {unquote(words)}" if words else ""
    if name not in NAMED or words:
        return ""
    return f"show ESC-{what.removesuffix(f'-{LINES}')}" if name == "show" else name


def _row(named: str, what: int | str) -> str:
    """The address of a row. What was looked for is in it, where there's room."""
    name, _, words = named.partition(" ")
    row = f"{LIST_BLOCK}_{name}_{what}"
    whole = f"{row}_{quote(words, safe='')}" if words else row
    return whole if len(whole) <= BLOCK_ID_LIMIT else row


def _lines(named: str, escalation_id: EscalationId) -> str:
    """The address of a case's lines: what is pressed in the menu beside them is pressed in the
    list."""
    return _row(named, f"{escalation_id}-{LINES}")


def in_list(named: str, blocks: Sequence[Block]) -> list[Block]:
    """The same blocks, in a list: a press in any of their rows has it drawn again."""
    return [
        block | {"block_id": _row(named, str(block["block_id"]).replace("_", "-"))}
        if block["type"] == "actions"
        else block
        for block in blocks
    ]


def listing(
    title: str,
    cases: CaseList,
    team_url: str,
    now: datetime,
    left_out: str = "Those due later",
    named: str = "",
) -> list[Block]:
    """A list under its title; says so when it is empty, and how many it leaves out. `named` is what
    it's asked for by: `mine`, `search Acme`."""
    blocks: list[Block] = [section(f"*{title}* ({cases.total})")]
    if cases.note:
        blocks.append(small_print(cases.note))
    if not cases.cases:
        blocks.append(small_print("Nothing here."))
    for view in cases.cases:
        blocks += entry(view, team_url, now, named)
    more = and_more(cases.total - len(cases.cases), f". {left_out} are left out here.")
    return [*blocks, *map(small_print, more)]


def fitting_answer(blocks: list[Block]) -> list[Block]:
    """As many of them as an answer has room for."""
    left_out = small_print("… and more than fits here. See App Home, or `show ESC-n`.")
    return fitting_blocks(blocks, left_out)


def entry(view: Seen, team_url: str, now: datetime, named: str = "") -> list[Block]:
    """One case in a list, with the buttons that apply to the reader."""
    if isinstance(view, Glimpse):
        return [section(guarded(view, now))]
    e = view.escalation
    text = linked(view, team_url, now)
    moves = [m for m in view.moves if m is not Move.WITHDRAW and m is not Move.REOPEN]
    folded, acts = apart(moves)
    lines = beside(section(text[:2950]), folded, e.id, _lines(named, e.id))
    return [lines, *buttons(acts, e.id, e.reference, _row(named, e.id))]


def one(
    view: Seen,
    timeline: Sequence[TimelineEntry],
    team_url: str,
    now: datetime,
    decisions: Mapping[int, Decision] = NO_DECISIONS,
) -> Message:
    """A case for one reader: in full with what happened to it, or what of it they may know."""
    if isinstance(view, Glimpse):
        words = guarded(view, now)
        row = buttons(view.moves, view.id, view.reference, _row("show", view.id))
        return Message(words, [section(words), *row])
    e = view.escalation
    folded, acts = apart(view.moves)
    row = buttons(acts, e.id, e.reference, _row("show", e.id))
    head, facts, *rest = whole(view, now)
    facts = beside(facts, folded, e.id, _lines("show", e.id))
    shown = Message(summary(view, now), [head, facts, *rest, *row])
    url = thread_link(team_url, view.thread)
    where: list[Block] = [small_print(link(url, "Open the thread"))] if url else []
    room = min(SECTION_LIMIT, room_beside([*shown.blocks, *where])) - TITLE_ROOM
    happened = [entry for entry in timeline if not isinstance(entry.event, CaseLookedAt)]
    newest_first = reversed(history(happened[-TIMELINE_SHOWN:], decisions))
    lines = fitting_lines(newest_first, room)[::-1]
    told: list[Block] = [section("\n".join(["*History*", *lines]))] if lines else []
    told += map(small_print, _looks(timeline))
    return Message(shown.text, [*shown.blocks, *where, *told])


def _looks(timeline: Sequence[TimelineEntry]) -> list[str]:
    """Who has looked at it, each at their last time, the last first; nothing where that isn't
    noted."""
    last = {entry.who: entry.at for entry in timeline if isinstance(entry.event, CaseLookedAt)}
    newest = sorted(last.items(), key=lambda one: one[1], reverse=True)
    named = [f"{person(who)} {date(at)}" for who, at in newest[:LOOKS_SHOWN] if who is not None]
    more = and_more(len(newest) - LOOKS_SHOWN, ".")
    return [" · ".join(["Looked at by " + ", ".join(named), *more])] if named else []
