"""The elements of Block Kit: keys, lengths, and the blocks they may stand in."""

from collections.abc import Mapping

from sandbox.blockkit.rules import (
    Problems,
    Rule,
    any_of_keys,
    anything,
    boolean,
    by_type,
    items,
    one_of,
    shape,
    text,
    whole,
)

URL = text(3000)
ACTION_ID = text(255)


def plain(longest: int) -> Rule:
    return by_type(
        {"plain_text": shape({"type": anything, "text": text(longest)}, {"emoji": boolean})}
    )


def words(longest: int) -> Rule:
    """Plain text or mrkdwn; emoji belongs to the one, verbatim to the other."""
    return by_type(
        {
            "plain_text": shape({"type": anything, "text": text(longest)}, {"emoji": boolean}),
            "mrkdwn": shape({"type": anything, "text": text(longest)}, {"verbatim": boolean}),
        }
    )


SLACK_FILE = shape({}, {"id": text(255), "url": URL}, any_of_keys("id", "url"))

CONFIRM = shape(
    {"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)


def option(label: Rule, *, url: bool = False) -> Rule:
    more = {"url": URL} if url else {}
    return shape({"text": label, "value": text(150)}, {"description": words(75), **more})


_SELECT_OPTION = option(plain(75))
_GROUP = shape({"label": plain(75), "options": items(_SELECT_OPTION, 100)})
_DISPATCH = shape({"trigger_actions_on": items(anything, 2)})
_FILTER = shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    any_of_keys("include", "exclude_external_shared_channels", "exclude_bot_users"),
)


def _either_options_or_groups(value: object, at: str, problems: Problems) -> None:
    if isinstance(value, dict) and ("options" in value) == ("option_groups" in value):
        problems.add(at, "must provide either options or option_groups")


def _initial_among_options(value: object, at: str, problems: Problems) -> None:
    if not isinstance(value, dict):
        return
    offered = list(value.get("options", []))
    for group in value.get("option_groups", []):
        offered += group.get("options", []) if isinstance(group, dict) else []
    chosen = [value["initial_option"]] if "initial_option" in value else []
    for item in [*chosen, *value.get("initial_options", [])]:
        if item not in offered:
            problems.add(at, "initial option must match one of the options exactly")


def element(
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    *also: Rule,
) -> Rule:
    """An interactive element; strict: an action_id is asked for, a made-up one helps nobody."""
    return shape(
        {"type": anything, "action_id": ACTION_ID, **(required or {})}, optional or {}, *also
    )


_COMMON: dict[str, Rule] = {
    "placeholder": plain(150),
    "confirm": CONFIRM,
    "focus_on_load": boolean,
}
_MULTI: dict[str, Rule] = {**_COMMON, "max_selected_items": whole(1, 1000)}
_OPTIONS: dict[str, Rule] = {
    "options": items(_SELECT_OPTION, 100),
    "option_groups": items(_GROUP, 100),
}
_TYPED: dict[str, Rule] = {
    "placeholder": plain(150),
    "focus_on_load": boolean,
    "dispatch_action_config": _DISPATCH,
}
_CHOICES: dict[str, Rule] = {"confirm": CONFIRM, "focus_on_load": boolean}
_LISTED = option(words(75))

BUTTON = element(
    {"text": plain(75)},
    {
        "value": text(2000),
        "url": URL,
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": text(75),
    },
)

ELEMENTS: dict[str, Rule] = {
    "button": BUTTON,
    "static_select": element(
        {},
        {**_COMMON, **_OPTIONS, "initial_option": _SELECT_OPTION},
        _either_options_or_groups,
        _initial_among_options,
    ),
    "multi_static_select": element(
        {},
        {**_MULTI, **_OPTIONS, "initial_options": items(_SELECT_OPTION, 100)},
        _either_options_or_groups,
        _initial_among_options,
    ),
    "external_select": element(
        {}, {**_COMMON, "min_query_length": whole(0, 100), "initial_option": _SELECT_OPTION}
    ),
    "multi_external_select": element(
        {},
        {
            **_MULTI,
            "min_query_length": whole(0, 100),
            "initial_options": items(_SELECT_OPTION, 100),
        },
    ),
    "users_select": element({}, {**_COMMON, "initial_user": text(255)}),
    "multi_users_select": element({}, {**_MULTI, "initial_users": items(text(255), 1000)}),
    "conversations_select": element(
        {},
        {
            **_COMMON,
            "initial_conversation": text(255),
            "default_to_current_conversation": boolean,
            "filter": _FILTER,
            "response_url_enabled": boolean,
        },
    ),
    "multi_conversations_select": element(
        {},
        {
            **_MULTI,
            "initial_conversations": items(text(255), 1000),
            "default_to_current_conversation": boolean,
            "filter": _FILTER,
        },
    ),
    "channels_select": element(
        {}, {**_COMMON, "initial_channel": text(255), "response_url_enabled": boolean}
    ),
    "multi_channels_select": element({}, {**_MULTI, "initial_channels": items(text(255), 1000)}),
    "overflow": element({"options": items(option(plain(75), url=True), 5)}, {"confirm": CONFIRM}),
    "radio_buttons": element(
        {"options": items(_LISTED, 10)},
        {**_CHOICES, "initial_option": _LISTED},
        _initial_among_options,
    ),
    "checkboxes": element(
        {"options": items(_LISTED, 10)},
        {**_CHOICES, "initial_options": items(_LISTED, 10)},
        _initial_among_options,
    ),
    "datepicker": element({}, {**_COMMON, "initial_date": text(10)}),
    "timepicker": element({}, {**_COMMON, "initial_time": text(5), "timezone": text(100)}),
    "datetimepicker": element(
        {},
        {**_CHOICES, "initial_date_time": whole(1_000_000_000, 9_999_999_999)},
    ),
    "plain_text_input": element(
        {},
        {
            **_TYPED,
            "initial_value": text(3000, shortest=0),
            "multiline": boolean,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
    ),
    "email_text_input": element({}, {**_TYPED, "initial_value": text(3000, shortest=0)}),
    "url_text_input": element({}, {**_TYPED, "initial_value": text(3000, shortest=0)}),
    "number_input": element(
        {"is_decimal_allowed": boolean},
        {**_TYPED, "initial_value": text(100), "min_value": text(100), "max_value": text(100)},
    ),
    "rich_text_input": element(
        {},
        {
            **_TYPED,
            "initial_value": anything,
            "min_lines": whole(1, 100),
            "max_lines": whole(1, 100),
        },
    ),
    "file_input": element({}, {"filetypes": items(text(20), 100), "max_files": whole(1, 10)}),
    "image": shape(
        {"type": anything, "alt_text": text(2000)},
        {"image_url": URL, "slack_file": SLACK_FILE},
        any_of_keys("image_url", "slack_file"),
    ),
    "feedback_buttons": element({"positive_button": anything, "negative_button": anything}),
    "icon_button": element(
        {"icon": anything, "text": plain(75)},
        {
            "accessibility_label": text(75),
            "value": text(2000),
            "confirm": CONFIRM,
            "visible_to_user_ids": items(text(255), 100),
        },
    ),
}

_SELECTS = tuple(kind for kind in ELEMENTS if kind.endswith("_select"))
_PICKERS = ("datepicker", "timepicker", "radio_buttons", "checkboxes")


def among(*kinds: str) -> Rule:
    return by_type({kind: ELEMENTS[kind] for kind in kinds})


_SINGLE_SELECTS = tuple(kind for kind in _SELECTS if not kind.startswith("multi_"))

IN_SECTION = among("button", "overflow", "image", *_SELECTS, *_PICKERS)
IN_ACTIONS = among("button", "overflow", *_SELECTS, *_PICKERS, "datetimepicker")
IN_CONTEXT_ACTIONS = among("feedback_buttons", "icon_button")
IN_INPUT = among(
    *_SELECTS,
    *_PICKERS,
    "datetimepicker",
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
)
IN_CONTEXT = by_type(
    {
        "image": ELEMENTS["image"],
        "plain_text": words(3000),
        "mrkdwn": words(3000),
    }
)
