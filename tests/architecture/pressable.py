"""What somebody can press in a message or form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from handlers.slack.contract import ids
from sandbox.blockkit.contents import interactive_elements


def pressable(blocks: list[Any]) -> Iterator[str]:
    """The action ids that Slack sends at once. An input says nothing until the form is sent off,
    unless it asks to."""
    silent = {
        block["element"]["action_id"] + block["block_id"]
        for block in blocks
        if block["type"] == "input" and not block.get("dispatch_action")
    }
    elements: list[Any] = interactive_elements(blocks)
    for element in elements:
        if element["action_id"] + str(element["block_id"]) not in silent:
            yield from _does(element)


def _does(element: Any) -> list[str]:
    """What a button does, or each entry of a case's menu: an entry names a button."""
    if element["action_id"] in ids.MENUS:
        return [option["value"].partition(":")[0] for option in element["options"]]
    return [element["action_id"]]
