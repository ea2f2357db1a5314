"""What a person picks or types, turned into the value Slack keeps for that element."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time

from sandbox.blockkit.contents import option_text, options_of
from sandbox.blockkit.field_values import is_list_value
from sandbox.json_values import Json, as_text
from sandbox.workspace.state import Workspace

OptionSource = Callable[[str], list[Json]]
PICKED = {
    "datepicker": re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"),
    "timepicker": re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]"),
}


def value_for(
    workspace: Workspace, element: Json, wanted: object, more_options: OptionSource
) -> object:
    """Options by text or value, people by id, handle or name, dates as dates."""
    kind = as_text(element.get("type"))
    if wanted is None:
        return [] if is_list_value(kind) else None
    if is_list_value(kind):
        parts = wanted if isinstance(wanted, (list, tuple, set)) else [wanted]
        return [_single(workspace, element, part, more_options) for part in parts]
    return _single(workspace, element, wanted, more_options)


def _single(workspace: Workspace, element: Json, wanted: object, more: OptionSource) -> object:
    kind = as_text(element.get("type")).removeprefix("multi_")
    if kind in ("static_select", "radio_buttons", "checkboxes", "overflow"):
        return option_for(options_of(element), wanted)
    if kind == "external_select":
        return option_for(more(str(wanted)), wanted)
    if kind == "users_select":
        return _named(
            wanted,
            ((m.id, (m.id, m.handle, m.display_name)) for m in workspace.members.values()),
        )
    if kind in ("conversations_select", "channels_select"):
        return _named(wanted, ((c.id, (c.id, c.name)) for c in workspace.channels.values()))
    if kind in (*PICKED, "datetimepicker"):
        return _moment(kind, wanted)
    if kind == "rich_text_input" and isinstance(wanted, str):
        return _rich_text(wanted)
    if isinstance(wanted, str):
        return wanted if wanted != "" else None
    return str(wanted)


def _moment(kind: str, wanted: object) -> object:
    """A day, a time of day, or the whole minute of an instant, in seconds since 1970."""
    match kind, wanted:
        case _, "":
            return None
        case "datetimepicker", datetime() if wanted.tzinfo is not None:
            return int(wanted.timestamp()) // 60 * 60
        case "datetimepicker", int():
            return wanted
        case "datepicker", date():
            return f"{wanted:%Y-%m-%d}"
        case "timepicker", datetime() | time():
            return f"{wanted:%H:%M}"
        case _, str() if kind in PICKED and PICKED[kind].fullmatch(wanted):
            return wanted
        case "datetimepicker", datetime():
            raise LookupError(f"{wanted!r} is no instant: a datetime with its zone is.")
        case _:
            raise LookupError(f"A {kind} can't hold {wanted!r}.")


def option_for(options: list[Json], wanted: object) -> Json:
    for option in options:
        if wanted in (option_text(option), option.get("value")):
            return option
    for option in options:
        if option_text(option).lower() == str(wanted).lower():
            return option
    likely = [o for o in options if option_text(o).lower().startswith(str(wanted).lower())]
    if len(likely) == 1:
        return likely[0]
    offered = ", ".join(option_text(option) for option in options)
    raise LookupError(f"No option {wanted!r}; there are: {offered}")


def _named(wanted: object, known: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    name = as_text(getattr(wanted, "id", wanted))
    for identity, names in known:
        if name in names:
            return identity
    raise LookupError(f"Nobody and nothing is called {name!r}")


def _rich_text(text: str) -> Json:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
    }
