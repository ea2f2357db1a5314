"""What an input holds: its initial value, and the value in Slack's shape for view.state."""

from sandbox.blockkit.contents import interactive_elements
from sandbox.json_values import Json, as_list, as_text

Place = tuple[str, str]  # block_id, action_id

_VALUE_KEYS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
}
_INITIAL_KEYS = {
    "value": "initial_value",
    "rich_text_value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
}


def value_key(element_type: str) -> str:
    return _VALUE_KEYS[element_type]


def holds_a_value(element: Json) -> bool:
    return as_text(element.get("type")) in _VALUE_KEYS and element.get("type") != "overflow"


def is_list_value(element_type: str) -> bool:
    return value_key(element_type).endswith("s") and element_type != "overflow"


def initial_value(element: Json) -> object:
    """The value an untouched element sends: null when empty, but [] for ticked boxes."""
    kind = as_text(element.get("type"))
    key = value_key(kind)
    value = element.get(_INITIAL_KEYS.get(key, ""))
    if value is None and is_list_value(kind):
        return []
    if value == "" and key == "value":
        return None
    return value


def state_values(blocks: list[Json], typed: dict[Place, object]) -> Json:
    """view.state.values: what was typed, else what the element began with."""
    values: dict[str, Json] = {}
    for element in interactive_elements(blocks):
        if not holds_a_value(element):
            continue
        block_id, action_id = as_text(element["block_id"]), as_text(element["action_id"])
        kind = as_text(element["type"])
        value = typed.get((block_id, action_id), initial_value(element))
        entry: Json = {"type": kind, value_key(kind): value}
        if kind == "timepicker" and "timezone" in element:
            entry["timezone"] = element["timezone"]
        values.setdefault(block_id, {})[action_id] = entry
    return {**values}


def kept(blocks: list[Json], typed: dict[Place, object], before: list[Json]) -> dict[Place, object]:
    """Typed values that survive an update: same block_id, action_id and type as before."""
    return {
        place: value
        for place, value in typed.items()
        if place in (old := element_types(before))
        and element_types(blocks).get(place) == old[place]
    }


def element_types(blocks: list[Json]) -> dict[Place, str]:
    return {
        (as_text(element["block_id"]), as_text(element["action_id"])): as_text(element["type"])
        for element in interactive_elements(blocks)
    }


def is_empty(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, list) and not as_list(value))
