"""Slack's markup: text from people made inert, dates in each reader's zone, links, buttons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.case.identifiers import EscalationId, UserId
from bot.case.text import CUT_MARK, cut
from bot.case.transitions import Move
from bot.ports import Thread
from bot.service_levels.hours import NO_OFFICE, Hours
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import MENU, THREAD_OPENED

HEADER_LIMIT, SECTION_LIMIT = 150, 2900
"""A section's text takes 3,000 characters."""
FALLBACK_LIMIT = 3000
"""chat.update refuses a text over 4,000."""
GAP = "\u200b"
"""Zero width, and a space to Slack: a mark before it begins nothing, as in `2 * 3 * 4`."""
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "`": "\u02cb"}
"""A backtick begins code even before a space, so that a grave accent stands for it."""
_MARKS = "*_~"
_ADDRESS = re.compile(r"https?://[^\s<>|]+")

BUTTONS = {
    Move.CLAIM: "Claim",
    Move.STAND_BACK: "Stand back",
    Move.RELEASE: "Release",
    Move.HAND_OVER: "Hand over",
    Move.WAIT: "Wait",
    Move.CONSULT: "Consult",
    Move.RESUME: "Resume",
    Move.DECIDE: "Decide",
    Move.APPROVE: "Approve",
    Move.SEND_BACK: "Send back",
    Move.MARK_COMMUNICATED: "Mark communicated",
    Move.CLOSE_UNTOLD: "Close untold",
    Move.MARK_CARRIED_OUT: "Mark carried out",
    Move.REOPEN: "Reopen",
    Move.WITHDRAW: "Withdraw",
    Move.CHANGE_PRIORITY: "Change priority",
    Move.SET_DEADLINE: "Legal deadline",
    Move.CHANGE_SILENCE: "May they be told",
    Move.MARK_SUPPRESSION: "Suppression",
    Move.CHANGE_CLASS: "Confidentiality",
    Move.ASSIGN: "Assign to …",
    Move.TAKE_OVER: "Take over",
}
BUTTONS_SHOWN = 2
_TOLD = (Move.MARK_COMMUNICATED, Move.CLOSE_UNTOLD, Move.MARK_CARRIED_OUT)
_MAIN = (Move.CLAIM, *_TOLD, Move.APPROVE, Move.RESUME, Move.DECIDE)
"""The move that is next, in this order."""
_FIRST = (*_MAIN[:5], Move.SEND_BACK, *_MAIN[5:], Move.WAIT, Move.REOPEN)
"""What may have a button, in this order; what there is no room for is in the menu."""
OF_THE_FACTS = (
    Move.CHANGE_PRIORITY,
    Move.SET_DEADLINE,
    Move.CHANGE_SILENCE,
    Move.MARK_SUPPRESSION,
    Move.CHANGE_CLASS,
)
"""Moves that change what a case's second line says: on a card they are in that line's menu."""
_IN_MENU = (
    Move.APPROVE,
    Move.SEND_BACK,
    Move.DECIDE,
    Move.WAIT,
    Move.RESUME,
    Move.CONSULT,
    Move.HAND_OVER,
    Move.ASSIGN,
    Move.TAKE_OVER,
    Move.RELEASE,
    Move.STAND_BACK,
    Move.CHANGE_PRIORITY,
    Move.SET_DEADLINE,
    Move.CHANGE_SILENCE,
    Move.MARK_SUPPRESSION,
    Move.CHANGE_CLASS,
    Move.WITHDRAW,
)
"""The order of a menu."""
MENU_ROOM = 5
"""Slack takes five entries in a menu."""
_CONFIRM = {Move.RELEASE: ("Release it?", "It goes back to the queue and to the next specialist.")}


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is sent. `text` is what notifications and screen readers say."""

    text: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry of a case's menu: `action` is the id of a button that does the same."""

    action: str
    label: str


def inert(text: str, limit: int = SECTION_LIMIT) -> str:
    """Text from people as mrkdwn that shows it as they typed it, at most `limit` characters long,
    with a visible mark where it was cut. No escape is ever cut in two."""
    pieces = _pieces(text)
    if sum(map(len, pieces)) <= limit:
        return "".join(pieces)
    kept, room = [], limit - len(CUT_MARK)
    for piece in pieces:
        if len(piece) > room:
            break
        kept.append(piece)
        room -= len(piece)
    return "".join(kept).rstrip() + CUT_MARK


def _pieces(text: str) -> list[str]:
    """Each character as mrkdwn has it. Addresses keep their marks, so that they can be copied."""
    pieces: list[str] = []
    position = 0
    for address in _ADDRESS.finditer(text):
        pieces += _unmarked(text[position : address.start()])
        pieces += [_ESCAPES.get(c, c) for c in address.group()]
        position = address.end()
    return pieces + _unmarked(text[position:])


def _unmarked(text: str) -> list[str]:
    return [
        GAP + _ESCAPES[c]
        if c == ">" and (n == 0 or text[n - 1] == "\n")
        else c + GAP
        if c in _MARKS
        else _ESCAPES.get(c, c)
        for n, c in enumerate(text)
    ]


def addresses(text: str, limit: int = SECTION_LIMIT) -> str:
    """Text from people, a line each; a line that is an address can be followed."""
    lines = [
        f"<{''.join(_ESCAPES.get(c, c) for c in line)}>"
        if _ADDRESS.fullmatch(line)
        else inert(line)
        for line in text.split("\n")
    ]
    joined = "\n".join(lines)
    return joined if len(joined) <= limit else inert(text, limit)


def short_link(address: str, limit: int = 40) -> str:
    """An address that can be followed, shown without its scheme and cut; other text as it is."""
    if not _ADDRESS.fullmatch(address):
        return inert(address, limit)
    label = cut(address.split("://", 1)[1].rstrip("/"), limit, "…")
    return f"<{''.join(_ESCAPES.get(c, c) for c in address)}|{inert(label)}>"


def shortened(text: str, lines: int, limit: int) -> tuple[str, bool]:
    """The first lines of a text from people, made inert, at most `limit` characters as they typed
    it; and whether something was left off. Of one line only, the others follow on it."""
    parts = [line for line in text.split("\n") if line.strip()]
    whole = " ".join(parts) if lines == 1 else "\n".join(parts[:lines])
    kept = cut(whole, limit, " …")
    is_cut = kept != whole or (lines > 1 and len(parts) > lines)
    if is_cut and kept == whole:
        kept += " …"
    return inert(kept), is_cut


def quoted(text: str, limit: int) -> list[str]:
    """Text from people as a quotation: as many paragraphs as it takes, each within its limit and
    ending where a line ends, unless one line is longer than that."""
    paragraphs: list[str] = []
    for line in inert(text, limit).split("\n"):
        for part in _parts(line, SECTION_LIMIT - 2):
            if paragraphs and len(paragraphs[-1]) + len(part) + 3 <= SECTION_LIMIT:
                paragraphs[-1] += f"\n> {part}"
            else:
                paragraphs.append(f"> {part}")
    return paragraphs


def _parts(line: str, room: int) -> list[str]:
    """An escaped line in pieces; no escape is ever cut in two."""
    parts = []
    while len(line) > room:
        escape = line.rfind("&", room - 4, room)
        end = room if escape < 0 or ";" in line[escape:room] else escape
        parts.append(line[:end])
        line = line[end:]
    return [*parts, line]


def unescaped(text: str) -> str:
    """Slack's three escapes undone, once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def person(user: UserId) -> str:
    """A mention, which Slack shows as the person's name."""
    return f"<@{user}>"


def date(at: datetime) -> str:
    """An instant in each reader's own time; where that can't be shown, in UTC."""
    fallback = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{fallback}>"


def time_of_day(at: datetime, now: datetime) -> str:
    """An instant that is near by its time alone, in each reader's own time; else with its day."""
    if not timedelta() <= at - now < timedelta(hours=12):
        return date(at)
    fallback = at.astimezone(UTC).strftime("%H:%M UTC")
    return f"<!date^{int(at.timestamp())}^{{time}}|{fallback}>"


def span(length: timedelta) -> str:
    """A span as people say it: 1 d 3 h, in days of 24 hours."""
    minutes = round(length.total_seconds() / 60)
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "under a minute"


def hours_words(hours: Hours) -> str:
    """Whose hours a clock counts."""
    if hours.are_all:
        return "around the clock"
    if hours.office == NO_OFFICE:
        return "in usual working hours"
    return f"in {re.sub('[_-]', ' ', hours.office).title()} hours"


def link(url: str, label: str) -> str:
    """A link; the label is text, not markup."""
    return f"<{url}|{inert(label, 200)}>" if url else inert(label, 200)


def thread_link(team_url: str, thread: Thread | None) -> str:
    """A thread's permalink, '' where it doesn't stand yet. Built, since asking costs a call."""
    if thread is None or not team_url:
        return ""
    return f"{team_url.rstrip('/')}/archives/{thread.channel}/p{thread.ts.replace('.', '')}"


def section(text: str, block_id: str = "") -> Block:
    """A paragraph of mrkdwn. `verbatim` keeps Slack from making links and mentions of its own."""
    block: Block = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": text[:3000], "verbatim": True},
    }
    return block | ({"block_id": block_id} if block_id else {})


def fields(*texts: str) -> Block:
    """Up to ten short facts, two a row."""
    return {
        "type": "section",
        "fields": [{"type": "mrkdwn", "text": t[:2000], "verbatim": True} for t in texts[:10]],
    }


def small_print(text: str) -> Block:
    """A line in small print."""
    return {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": text[:3000], "verbatim": True}],
    }


def copyable(text: str) -> Block:
    """Text from people to be copied as it is: in a box of its own, with no markup in it."""
    words = {"type": "text", "text": text or " "}
    box = {"type": "rich_text_preformatted", "elements": [words]}
    return {"type": "rich_text", "elements": [box]}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def header(text: str) -> Block:
    """A heading: plain text shown as it is, at most 150 characters, with a mark where it is cut."""
    fits = len(text) <= HEADER_LIMIT
    words = text if fits else text[: HEADER_LIMIT - len(CUT_MARK)].rstrip() + CUT_MARK
    return {"type": "header", "text": {"type": "plain_text", "text": words, "emoji": False}}


def button(
    move: Move, escalation_id: EscalationId, reference: str, *, is_main: bool = False
) -> Block:
    """The button of a move on a case."""
    label = BUTTONS[move]
    block: Block = {
        "type": "button",
        "action_id": move.value,
        "text": {"type": "plain_text", "text": label},
        "value": str(escalation_id),
        "accessibility_label": f"{label} {reference}",
    }
    if is_main:
        block["style"] = "primary"
    if move in _CONFIRM:
        title, words = _CONFIRM[move]
        block["confirm"] = {
            "title": {"type": "plain_text", "text": title},
            "text": {"type": "plain_text", "text": words},
            "confirm": {"type": "plain_text", "text": label},
            "deny": {"type": "plain_text", "text": "Cancel"},
        }
    return block


def buttons(
    moves: Sequence[Move],
    escalation_id: EscalationId,
    reference: str,
    block_id: str,
    *more: Block,
    menu: bool = True,
    is_main: bool = True,
    also: Sequence[MenuEntry] = (),
) -> list[Block]:
    """A row of buttons, or nothing. One at most is the main one. With a menu there are at most two,
    and it has all else. `more` are further buttons of the row, `also` entries of its menu."""
    main = next((m for m in _MAIN if is_main and m in moves), None)
    shown = _shown(moves) if menu else list(moves)
    elements = [button(m, escalation_id, reference, is_main=m is main) for m in shown]
    elements += more
    rest = [MenuEntry(m.value, BUTTONS[m]) for m in _in_menu(moves) if m not in shown]
    if rest or also:
        elements.append(folded_in([*rest, *also], escalation_id))
    if not elements:
        return []
    return [{"type": "actions", "block_id": block_id, "elements": elements}]


def _shown(moves: Sequence[Move]) -> list[Move]:
    """The buttons beside a menu. Where nothing else is to be done, it isn't hidden in one."""
    return [m for m in _FIRST if m in moves][:BUTTONS_SHOWN] or _in_menu(moves)[:1]


def folded(moves: Sequence[Move]) -> list[Move]:
    """Which moves of a row are in its menu."""
    return [m for m in _in_menu(moves) if m not in _shown(moves)]


def _in_menu(moves: Sequence[Move]) -> list[Move]:
    return sorted(moves, key=lambda m: _IN_MENU.index(m) if m in _IN_MENU else len(_IN_MENU))


def folded_in(entries: Sequence[MenuEntry], escalation_id: EscalationId) -> Block:
    """A menu of these entries, of which there is one at least."""
    assert len(entries) <= MENU_ROOM, "what a row's menu has no room for is beside the lines"
    return {
        "type": "overflow",
        "action_id": MENU,
        "options": [
            {
                "text": {"type": "plain_text", "text": entry.label},
                "value": f"{entry.action}:{escalation_id}",
            }
            for entry in entries
        ],
    }


def thread_button(url: str, label: str, reference: str) -> Block:
    """A button that leads to a case's thread. Slack tells of the click all the same."""
    return {
        "type": "button",
        "action_id": THREAD_OPENED,
        "text": {"type": "plain_text", "text": label},
        "url": url,
        "accessibility_label": f"{label} {reference}",
    }


def action_button(action: str, label: str, value: str, *, main: bool = False) -> Block:
    """A button that is not a move on a case. Slack takes no empty value: there is none then, and a
    click is read as ''."""
    block: Block = {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": label},
    }
    if value:
        block["value"] = value
    return block | ({"style": "primary"} if main else {})
