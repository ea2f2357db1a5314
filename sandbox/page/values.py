"""What the page's fields hold, checked as the app would get it from a real client."""

from ..acting import NotSeen
from ..choices import option_for
from ..field_values import holds_a_value, is_list_value, options_of
from ..payload import Json, as_list, as_object, as_text
from ..workspace import Workspace

TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
PICKED = ("datepicker", "timepicker")


def taken(workspace: Workspace, element: Json, sent: object) -> object:
    """The value for view.state or an action; NotSeen where the element can't hold it."""
    kind = as_text(element.get("type"))
    if kind == "overflow":
        return option_for(options_of(element), as_object(sent).get("value"))
    if not holds_a_value(element):
        return None
    if is_list_value(kind):
        return [_one(workspace, element, item) for item in as_list(sent)]
    return None if sent is None or sent == "" else _one(workspace, element, sent)


def _one(workspace: Workspace, element: Json, sent: object) -> object:
    kind = as_text(element.get("type")).removeprefix("multi_")
    match kind:
        case "static_select" | "radio_buttons" | "checkboxes":
            return option_for(options_of(element), as_object(sent).get("value"))
        case "external_select" | "rich_text_input" if isinstance(sent, dict):
            return sent
        case "users_select" if isinstance(sent, str) and sent in workspace.members:
            return sent
        case "conversations_select" | "channels_select" if (
            isinstance(sent, str) and sent in workspace.channels
        ):
            return sent
        case "datetimepicker" if isinstance(sent, int) and not isinstance(sent, bool):
            return sent
        case _ if kind in (*TYPED, *PICKED) and isinstance(sent, str):
            return sent
        case _:
            raise NotSeen(f"{kind} can't hold {str(sent)[:80]!r}.")
