"""What the page's fields hold, checked as the app would get it from a real client."""

from sandbox.blockkit.contents import options_of
from sandbox.blockkit.field_values import holds_a_value, is_list_value
from sandbox.json_values import Json, as_list, as_object, as_text
from sandbox.people.choices import PICKED
from sandbox.workspace.state import Workspace
from sandbox.workspace.waiting import NotSeen

TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input")


def taken(workspace: Workspace, element: Json, sent: object) -> object:
    """The value for view.state or an action; NotSeen where the element can't hold it."""
    kind = as_text(element.get("type"))
    if kind == "overflow":
        return _offered(element, sent)
    if kind == "feedback_buttons":
        buttons = [as_object(element.get(f"{way}_button")) for way in ("positive", "negative")]
        return _offered({"options": buttons}, sent)
    if not holds_a_value(element):
        return None
    if is_list_value(kind):
        return [_one(workspace, element, item) for item in as_list(sent)]
    return None if sent is None or sent == "" else _one(workspace, element, sent)


def _one(workspace: Workspace, element: Json, sent: object) -> object:
    kind = as_text(element.get("type")).removeprefix("multi_")
    match kind:
        case "static_select" | "radio_buttons" | "checkboxes":
            return _offered(element, sent)
        case "external_select" if isinstance(as_object(sent).get("value"), str):
            return sent
        case "rich_text_input" if as_object(sent).get("type") == "rich_text":
            return sent
        case "users_select" if isinstance(sent, str) and sent in workspace.members:
            return sent
        case "conversations_select" | "channels_select" if (
            isinstance(sent, str) and sent in workspace.channels
        ):
            return sent
        case "datetimepicker" if type(sent) is int and 0 <= sent < 10**10:
            return sent
        case "datepicker" | "timepicker" if isinstance(sent, str) and PICKED[kind].fullmatch(sent):
            return sent
        case _ if kind in TYPED and isinstance(sent, str):
            return sent
        case _:
            raise NotSeen(f"{kind} can't hold {str(sent)[:80]!r}.")


def _offered(element: Json, sent: object) -> Json:
    """The option with this very value: its words may be another option's value."""
    value = as_object(sent).get("value")
    for option in options_of(element):
        if option.get("value") == value:
            return option
    raise NotSeen("This choice is no longer offered.")
