"""What there is to press in a message."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.slack.contract.answers import Block
from handlers.slack.messages.markup import Message


def has_buttons(message: Message) -> bool:
    """Whether there's anything to press in it."""
    return any(block["type"] == "actions" or "accessory" in block for block in message.blocks)


def pressable(message: Message) -> frozenset[str]:
    """The ids of the buttons in its rows."""
    return frozenset(name for block in message.blocks for name in _names(block))


def _names(block: Block) -> Iterator[str]:
    elements = block["elements"] if block["type"] == "actions" else ()
    for one in elements if isinstance(elements, list) else ():
        if isinstance(one, dict) and one.get("type") == "button":
            yield str(one.get("action_id"))
