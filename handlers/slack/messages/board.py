"""The board on a manager's App Home: how much there is, who holds it, and the cases chosen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from bot.case.identifiers import UserId
from bot.case.kinds import KINDS
from bot.case.priority import Priority
from bot.case.text import clean_line, cut
from bot.casework.attention import Counts, What
from bot.views.board import Board, BoardView, Workload
from bot.views.lately import LATELY, Lately
from handlers.slack.contract.answers import Block
from handlers.slack.contract.ids import (
    BOARD_ACCOUNT,
    BOARD_ALL,
    BOARD_BACK,
    BOARD_KIND,
    BOARD_OFFICE,
    BOARD_ON,
    BOARD_PERSON,
    BOARD_PRIORITY,
    BOARD_QUEUE,
    BOARD_WHAT,
    EVERY,
    GO_AWAY,
)
from handlers.slack.messages.entries import state_and_due, with_acts
from handlers.slack.messages.feedback import feedback_list
from handlers.slack.messages.fitting import fitting_lines
from handlers.slack.messages.kpis import LABELS, is_nothing, value
from handlers.slack.messages.markup import (
    action_button,
    divider,
    header,
    inert,
    section,
    small_print,
)

OPTIONS = 100
"""A select, or a group of one, takes no more."""
LISTED = 500
"""Longer lists would come near the 250 KB that a view may have."""
PICKERS = 10_000
LABEL_LIMIT = 75
SPAN_LIMIT = 35
VALUE_LIMIT = 150
QUEUE_ROWS = 12
LOAD_ROWS = 30
LEAST_NAMED = 10
"""However many offices there are."""
NAME_LIMIT = 60
LINES_LIMIT = 2800
"""A section takes 3,000 characters, and escapes count as they are written."""
WHAT = {
    What.ALL: "Everything open",
    What.UNCLAIMED: "Unclaimed",
    What.AT_RISK: "At risk",
    What.BREACHED: "Late",
    What.WAITING: "Waiting",
    What.UNTOLD: "Decided, not told",
}


def board(view: BoardView, team_url: str, now: datetime, lately: Lately = ()) -> list[Block]:
    """Figures, load, choices, and a page of the cases that fit them."""
    blocks: list[Block] = [header("Board"), section(_figures(view.by_queue, view.total))]
    if said := _lately(lately):
        blocks.append(section(said))
    if view.load:
        blocks.append(section(f"*Load*\n{_load(view.load)}"))
    if view.choices.people:
        blocks.append(_put_away(view.choices.people, view))
    blocks += feedback_list("Feedback with others", view.feedback, team_url, now)
    blocks += [divider(), *_choosing(view)]
    for case in view.cases.cases:
        blocks += with_acts(case, state_and_due, team_url, now, "board")
    if not view.cases.total:
        nothing = "Nothing open fits this." if view.chosen.is_narrowed else "Nothing is open."
        blocks.append(section(nothing))
    return blocks + _paging(view)


def _lately(figures: Lately) -> str:
    """What was due in the last days and came in time, as reports and digests say it."""
    said = [f"{LABELS[f.kpi].lower()} {value(f)}" for f in figures if not is_nothing(f)]
    return f"*Last {LATELY.days} days*: {' · '.join(said)}" if said else ""


def _figures(by_queue: Mapping[str, Counts], total: Counts) -> str:
    """How many cases there are and how they stand, a line for each queue, the worst first."""
    worst = sorted(by_queue.items(), key=lambda one: (-one[1].breached, -one[1].at_risk))
    lines = [f"*{_name(queue)}*: {standings(counts)}" for queue, counts in worst[:QUEUE_ROWS]]
    left = worst[QUEUE_ROWS:]
    if left:
        hidden = sum((counts for _, counts in left), start=Counts())
        lines.append(f"*{len(left)} more queues*: {standings(hidden)}")
    if len(by_queue) > 1:
        lines.insert(0, f"*All queues*: {standings(total)}")
    return "\n".join(fitting_lines(lines, LINES_LIMIT)) or "There is no queue."


def standings(counts: Counts) -> str:
    """How many are open, and how many of them stand in which way; what is none isn't counted."""
    ways = {
        "late": counts.breached,
        "at risk": counts.at_risk,
        "unclaimed": counts.unclaimed,
        "waiting": counts.waiting,
        "decided, not told": counts.untold,
    }
    said = [f"{count} {way}" for way, count in ways.items() if count]
    return " · ".join([f"{counts.open} open" if counts.open else "nothing open", *said])


def _load(load: Sequence[Workload]) -> str:
    """Who holds how many, a line for each office. With many people each office counts all of its
    own, and only those who hold most are named."""
    busiest = sorted(load, key=lambda w: -w.holds)
    offices = len({w.office for w in load})
    named = {w.user for w in busiest[: max(LOAD_ROWS - offices, LEAST_NAMED)]}
    lines: list[str] = []
    by_office = sorted(load, key=lambda w: (w.office, -w.holds))
    for office, group in groupby(by_office, key=lambda w: w.office):
        people = list(group)
        holds = f"*{_name(office.title()) or 'No office'}* {sum(w.holds for w in people)}"
        shown = ", ".join(_share(w) for w in people if w.user in named)
        lines.append(f"{holds}: {shown}" if shown else holds)
    kept = fitting_lines(lines, LINES_LIMIT)
    left = len(load) - len(named)
    if left > 0:
        kept.append(f"… and {left} more people: choose an office or a person below.")
    return "\n".join(kept)


def _share(load: Workload) -> str:
    """What one person holds, of how many they take; that they are away."""
    room = f" of {load.capacity}" if load.capacity is not None else ""
    away = ""
    if load.absence is not None:
        until = f" until {load.absence.until:%a %-d %b}" if load.absence.until else ""
        away = f" (away{until})"
    return f"{inert(cut(clean_line(load.name), NAME_LIMIT, '…'))} {load.holds}{room}{away}"


def _name(name: str) -> str:
    return inert(cut(clean_line(name.replace("_", " ")), NAME_LIMIT, "…"))


def _choosing(view: BoardView) -> list[Block]:
    chosen, choices = view.chosen, view.choices
    kinds = [(k, KINDS[k].label if k in KINDS else k) for k in choices.kinds]
    ways = [(what.value, words) for what, words in WHAT.items()]
    queues, offices = _same(choices.queues), _same(choices.offices)
    people = choices.people.items()
    priorities = [(p.value, p.value) for p in Priority]
    accounts = [(account, account) for account in choices.accounts]
    selects = [
        _select(BOARD_WHAT, "Which", ways, chosen.what.value),
        _select(BOARD_QUEUE, "Queue", _every("Every queue", queues), chosen.queue),
        _select(BOARD_KIND, "Kind", _every("Every kind", kinds), chosen.kind),
        _select(BOARD_PERSON, "Person", _every("Everybody", people), chosen.person),
        _select(BOARD_OFFICE, "Office", _every("Every office", offices), chosen.office),
        _select(BOARD_PRIORITY, "Priority", _every("Every priority", priorities), chosen.priority),
        _select(BOARD_ACCOUNT, "Account", _every("Every account", accounts), chosen.account),
    ]
    return [{"type": "actions", "block_id": f"choose_{_mark(view)}", "elements": selects}]


def _mark(view: BoardView) -> str:
    """Tells one choice from the next: a client keeps what was chosen in a block of the same id."""
    return hashlib.sha256(repr(replace(view.chosen, surface="")).encode()).hexdigest()[:8]


def with_picker_emptied(chosen: Board) -> Board:
    """The board with nobody chosen to be put away: the next drawing has another picker."""
    return replace(chosen, surface=str((_pickings(chosen) + 1) % PICKERS))


def _pickings(chosen: Board) -> int:
    """How often somebody was chosen to be put away."""
    kept = chosen.surface
    return int(kept) if kept.isascii() and kept.isdigit() and len(kept) < 6 else 0


def _put_away(people: Mapping[UserId, str], view: BoardView) -> Block:
    """A person chosen here is put away: their form opens. Then it is another block, in which a
    client has nobody chosen, and the same person can be chosen again."""
    select: Block = {
        "type": "static_select",
        "action_id": GO_AWAY,
        "placeholder": {"type": "plain_text", "text": "Mark somebody as away"},
        **_options(list(people.items())[:LISTED]),
    }
    return {"type": "actions", "block_id": f"away_{_pickings(view.chosen)}", "elements": [select]}


def _same(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(value, value.replace("_", " ").capitalize()) for value in values]


def _every(words: str, choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(EVERY, words), *((value, label) for value, label in choices)]


def _select(action: str, label: str, choices: Sequence[tuple[str, str]], chosen: str) -> Block:
    """A list to choose from, with the present choice in it however long the list is."""
    fitting = [(v, label) for v, label in choices if len(v) <= VALUE_LIMIT]
    shown = fitting[:LISTED]
    present = next((c for c in fitting if c[0] == chosen), fitting[0])
    if present not in shown:
        shown[-1] = present
    return {
        "type": "static_select",
        "action_id": action,
        "placeholder": {"type": "plain_text", "text": label},
        **_options(shown),
        "initial_option": _option(*present),
    }


def _options(choices: Sequence[tuple[str, str]]) -> Block:
    """What a select lists; a long list in groups that say from where to where they go."""
    if len(choices) <= OPTIONS:
        return {"options": [_option(*choice) for choice in choices]}
    groups = [choices[start : start + OPTIONS] for start in range(0, len(choices), OPTIONS)]
    return {"option_groups": [_group(group) for group in groups]}


def _group(choices: Sequence[tuple[str, str]]) -> Block:
    first, last = (_words(*choice, SPAN_LIMIT) for choice in (choices[0], choices[-1]))
    label = {"type": "plain_text", "text": f"{first} – {last}", "emoji": False}
    return {"label": label, "options": [_option(*choice) for choice in choices]}


def _option(value: str, label: str) -> Block:
    text = {"type": "plain_text", "text": _words(value, label, LABEL_LIMIT), "emoji": False}
    return {"text": text, "value": value}


def _words(value: str, label: str, limit: int) -> str:
    return cut(clean_line(label) or value, limit, "…")


def _paging(view: BoardView) -> list[Block]:
    page, row = view.chosen.page, list[Block]()
    if page > 1:
        row.append(action_button(BOARD_BACK, "Previous", str(page - 1)))
    if page < view.pages:
        row.append(action_button(BOARD_ON, "Next", str(page + 1)))
    if view.chosen.is_narrowed:
        row.append(action_button(BOARD_ALL, "Show everything open", EVERY))
    blocks: list[Block] = []
    if view.pages > 1:
        blocks.append(small_print(f"Page {page} of {view.pages} · {view.cases.total} cases"))
    if row:
        blocks.append({"type": "actions", "block_id": "board_pages", "elements": row})
    return blocks
