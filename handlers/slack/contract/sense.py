"""Whether what was sent can be one of Slack's payloads: told before anything reads it as one."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.slack.contract.requests import JsonObject

_SORTED_BY = ("type", "command", "ssl_check")
"""Each of Slack's requests has one of these, as text."""
_WHO_AND_WHERE = ("team", "enterprise", "user", "channel")
_OBJECTS = ("event", "view", "message", "container", "function_data", "previous_message", "item")


def makes_sense(body: object) -> bool:
    """Whether it is an object of a sort that Slack sends, with what that sort is read by."""
    if not isinstance(body, Mapping) or not any(_is_text(body, name) for name in _SORTED_BY):
        return False
    event = body.get("event")
    inner = event if isinstance(event, Mapping) else {}
    if not all(_is_shaped(part) for part in (body, inner)):
        return False
    match body.get("type"):
        case "event_callback":
            return _is_text(inner, "type")
        case "block_actions":
            return _has_action(body.get("actions"))
        case "view_submission" | "view_closed":
            view = body.get("view")
            return isinstance(view, Mapping) and _is_text(view, "callback_id")
        case "shortcut" | "message_action":
            return _is_text(body, "callback_id")
        case _:
            return True


def _is_text(part: JsonObject, name: str) -> bool:
    return isinstance(part.get(name), str)


def _is_shaped(part: JsonObject) -> bool:
    """Whether people, places and objects are what they are read as."""
    named = all(isinstance(part.get(name), Mapping | str | None) for name in _WHO_AND_WHERE)
    return named and all(isinstance(part.get(name), Mapping | None) for name in _OBJECTS)


def _has_action(actions: object) -> bool:
    first = actions[0] if isinstance(actions, list) and actions else None
    return isinstance(first, Mapping) and _is_text(first, "action_id")
