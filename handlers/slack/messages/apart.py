"""One menu a row: what it has no room for is in a menu beside the case's lines, as on a card."""

from __future__ import annotations

from collections.abc import Sequence

from bot.case.identifiers import EscalationId
from bot.case.transitions import Move
from handlers.slack.contract.answers import Block
from handlers.slack.messages.markup import (
    BUTTONS,
    MENU_ROOM,
    OF_THE_FACTS,
    MenuEntry,
    folded,
    folded_in,
)


def apart(moves: Sequence[Move]) -> tuple[list[Move], list[Move]]:
    """Which moves are beside a case's lines, and which in its row. Where one menu holds all, none
    is beside them; else those that change what the lines say, and what the row's has no room
    for."""
    if len(folded(moves)) <= MENU_ROOM:
        return [], list(moves)
    facts = [m for m in OF_THE_FACTS if m in moves]
    left = [m for m in moves if m not in facts]
    facts += folded(left)[MENU_ROOM:][: MENU_ROOM - len(facts)]
    return facts, [m for m in moves if m not in facts]


def crowded_out(
    moves: Sequence[Move], also: Sequence[MenuEntry]
) -> tuple[list[Move], list[MenuEntry], list[MenuEntry]]:
    """Of the moves and further entries of a row: those it has room for, and the entries it hasn't,
    which come last in its menu."""
    left = [*entries_of(folded(moves)), *also][MENU_ROOM:]
    names = {entry.action for entry in left}
    return (
        [move for move in moves if move.value not in names],
        [entry for entry in also if entry.action not in names],
        left,
    )


def entries_of(moves: Sequence[Move]) -> list[MenuEntry]:
    """Moves as entries of a menu."""
    return [MenuEntry(move.value, BUTTONS[move]) for move in moves]


def beside(
    lines: Block, moves: Sequence[Move], escalation_id: EscalationId, block_id: str = ""
) -> Block:
    """The lines of a case, with the menu of these moves beside them, at this address."""
    return with_menu(lines, entries_of(moves), escalation_id, block_id)


def with_menu(
    lines: Block, entries: Sequence[MenuEntry], escalation_id: EscalationId, block_id: str = ""
) -> Block:
    """Lines with a menu of these entries beside them, at this address; alone where there are
    none."""
    if not entries:
        return lines
    menu = folded_in(entries, escalation_id)
    return lines | ({"block_id": block_id} if block_id else {}) | {"accessory": menu}
