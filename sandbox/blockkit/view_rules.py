"""What a view must look like before Slack opens, updates or publishes it."""

import json

from sandbox.blockkit.blocks import block_problems
from sandbox.blockkit.elements import plain
from sandbox.blockkit.rules import Problems, anything, boolean, one_of, shape, text
from sandbox.json_values import Json, objects

MOST_BYTES = 250 * 1024

_COMMON = {
    "private_metadata": text(3000, shortest=0),
    "callback_id": text(255, shortest=0),
    "external_id": text(255, shortest=0),
}
_MODAL = shape(
    {"type": one_of("modal"), "title": plain(24), "blocks": anything},
    {
        **_COMMON,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
_HOME = shape({"type": one_of("home"), "blocks": anything}, _COMMON)


def view_problems(view: Json, surface: str) -> list[str]:
    """Problems in Slack's words; `surface` is the one the method serves: modal or home."""
    problems = Problems()
    (_HOME if surface == "home" else _MODAL)(view, "/view", problems)
    found = problems.found + block_problems(view.get("blocks"), surface, "/view/blocks")
    has_input = any(block.get("type") == "input" for block in objects(view.get("blocks")))
    if surface == "modal" and has_input and "submit" not in view:
        found.append("missing required field: submit [json-pointer:/view]")
    return found


def is_too_large(view: Json) -> bool:
    return len(json.dumps(view, ensure_ascii=False).encode()) > MOST_BYTES
