"""Fills a form as a person would and sends it off as Slack would, through the real reader."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from handlers.slack.contract.answers import View
from handlers.slack.contract.payloads import submission
from handlers.slack.contract.requests import OpenForm

_EMPTY: dict[str, Any] = {
    "plain_text_input": {"value": None},
    "static_select": {"selected_option": None},
    "multi_static_select": {"selected_options": []},
    "users_select": {"selected_user": None},
    "multi_users_select": {"selected_users": []},
    "conversations_select": {"selected_conversation": None},
    "datetimepicker": {"selected_date_time": None},
    "datepicker": {"selected_date": None},
    "checkboxes": {"selected_options": []},
}


def inputs(view: Any) -> list[Any]:
    """The blocks a person fills in."""
    return [block for block in view["blocks"] if block["type"] == "input"]


def labels(view: View) -> list[str]:
    """The labels a person reads, from top to bottom."""
    return [block["label"]["text"] for block in inputs(view)]


def sent(view: View, typed: Mapping[str, str] | None = None) -> OpenForm:
    """The form as it arrives: what it showed at first, and over it what was typed, by label."""
    wanted = dict(typed or {})
    state: dict[str, Any] = {}
    for block in inputs(view):
        element = block["element"]
        given = wanted.pop(block["label"]["text"], None)
        holds = _initial(element) if given is None else _typed(element, given)
        state[block["block_id"]] = {element["action_id"]: {"type": element["type"], **holds}}
    assert not wanted, f"the form does not ask for {sorted(wanted)}"
    body = {
        "type": "view_submission",
        "user": {"id": "U0WREN", "team_id": "T0BIRDS"},
        "view": {**view, "id": "V0FORM", "hash": "1.a", "state": {"values": state}},
    }
    return submission(json.loads(json.dumps(body))).form


def _initial(element: Mapping[str, Any]) -> dict[str, Any]:
    if "initial_value" in element:
        return {"value": element["initial_value"]}
    if "initial_option" in element:
        return {"selected_option": element["initial_option"]}
    if "initial_options" in element:
        return {"selected_options": element["initial_options"]}
    if "initial_user" in element:
        return {"selected_user": element["initial_user"]}
    if "initial_users" in element:
        return {"selected_users": element["initial_users"]}
    if "initial_conversation" in element:
        return {"selected_conversation": element["initial_conversation"]}
    if "initial_date" in element:
        return {"selected_date": element["initial_date"]}
    if "initial_date_time" in element:
        return {"selected_date_time": element["initial_date_time"]}
    return dict(_EMPTY[element["type"]])


def _typed(element: Mapping[str, Any], given: str) -> dict[str, Any]:
    match element["type"]:
        case "plain_text_input":
            assert len(given) <= element["max_length"], "Slack's client takes no more"
            return {"value": given or None}
        case "static_select":
            option = next(o for o in element["options"] if o["value"] == given)
            return {"selected_option": option}
        case "multi_static_select":
            wanted = given.split("\n")
            return {"selected_options": [o for o in element["options"] if o["value"] in wanted]}
        case "checkboxes":
            return {"selected_options": [o for o in element["options"] if o["value"] == given]}
        case "users_select":
            return {"selected_user": given}
        case "multi_users_select":
            return {"selected_users": given.split()}
        case "conversations_select":
            return {"selected_conversation": given}
        case "datepicker":
            return {"selected_date": given}
        case "datetimepicker":
            return {"selected_date_time": int(given)}
    raise AssertionError(f"no person can fill a {element['type']}")
