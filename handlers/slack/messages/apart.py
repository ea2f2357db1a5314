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
    menus,
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


def beside(
    lines: Block, moves: Sequence[Move], escalation_id: EscalationId, block_id: str = ""
) -> Block:
    """The lines of a case, with the menu of these moves beside them, at this address."""
    if not moves:
        return lines
    (menu,) = menus([MenuEntry(m.value, BUTTONS[m]) for m in moves], escalation_id)
    return lines | ({"block_id": block_id} if block_id else {}) | {"accessory": menu}
