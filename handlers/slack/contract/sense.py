"""Whether what was sent can be one of Slack's payloads: told before anything reads it as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers.slack.contract.requests import JsonObject

_SORTED_BY = ("type", "command", "ssl_check")
"""Each of Slack's requests has one of these, as text."""
_WHO_AND_WHERE = ("team", "enterprise", "user", "channel")
_NAMES = ("command", "callback_id")
_OBJECTS = ("event", "view", "message", "container", "function_data", "previous_message", "item")


def makes_sense(body: object) -> bool:
    """Whether it is an object of a sort that Slack sends, with what that sort is read by."""
    if not isinstance(body, Mapping) or not any(_is_text(body, name) for name in _SORTED_BY):
        return False
    if not (_is_shaped(body) and _is_shaped(_part(body, "event"))):
        return False
    if body.get("view") is not None and not (_is_text(_part(body, "view"), "id")):
        return False
    sort = body.get("type")
    is_whole = _READ_BY.get(sort) if isinstance(sort, str) else None
    return is_whole is None or is_whole(body)


def _part(body: JsonObject, name: str) -> JsonObject:
    found = body.get(name)
    return found if isinstance(found, Mapping) else {}


def _is_text(part: JsonObject, name: str) -> bool:
    found = part.get(name)
    return isinstance(found, str) and found != ""


def _is_shaped(part: JsonObject) -> bool:
    """Whether people, places, names and objects are what they are read as."""
    named = all(isinstance(part.get(name), Mapping | str | None) for name in _WHO_AND_WHERE)
    known = all(isinstance(part.get(name), str | None) for name in _NAMES)
    return named and known and all(isinstance(part.get(n), Mapping | None) for n in _OBJECTS)


def _has_action(body: JsonObject) -> bool:
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    return isinstance(first, Mapping) and _is_text(first, "action_id")


def _is_form(body: JsonObject) -> bool:
    view = _part(body, "view")
    is_step = view.get("type") == "workflow_step"
    return (
        _is_text(view, "callback_id")
        and _is_text(view, "type")
        and (_has_step(body) or not is_step)
    )


def _has_step(body: JsonObject) -> bool:
    """Whether there's a step of a workflow, of the sort that Slack had before."""
    return isinstance(body.get("workflow_step"), Mapping)


_READ_BY: Mapping[str, Callable[[JsonObject], bool]] = {
    "event_callback": lambda body: _is_text(_part(body, "event"), "type"),
    "block_actions": _has_action,
    "view_submission": _is_form,
    "view_closed": lambda body: _is_text(_part(body, "view"), "callback_id"),
    "shortcut": lambda body: _is_text(body, "callback_id"),
    "workflow_step_edit": _has_step,
    "message_action": lambda body: _is_text(body, "callback_id"),
}
"""What each sort is known by; of others nothing is read."""
