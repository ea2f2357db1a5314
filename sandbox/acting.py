"""How an act of a person reaches the app, and what Slack shows when that fails."""

from collections.abc import Mapping

from .choices import option_text
from .core import Core
from .field_values import Place, holds_a_value, options_of, state_values, value_key
from .messages import Message, interactive_elements
from .open_views import View
from .payload import Json, as_list, as_object, as_text, objects
from .payloads import block_suggestion, message_actions, view_actions
from .people import Member
from .records import Delivery
from .results import ClickResult
from .server import Server

LONG_ENOUGH = 30.0
"""Seconds anything may take on a busy machine; what comes is waited for no longer than it takes."""
TROUBLE_CONNECTING = "We had some trouble connecting. Try again?"


class NotSeen(AssertionError):
    """What a story waited for didn't appear in time."""


class Desk:
    """The workspace's parts as the people at their screens use them."""

    def __init__(self, core: Core, server: Server) -> None:
        self.core = core
        self.server = server

    def deliver(self, kind: str, payload: Json) -> Delivery:
        return self.server.call(self.server.courier.send(kind, payload))

    def emit(self, payload: Json) -> None:
        """Send an event in the background, if the app subscribed to its type."""
        event = payload["event"]
        assert isinstance(event, dict)
        if as_text(event.get("type")) in self.core.manifest.events:
            self.server.courier.post_event(payload)

    def act_on_message(
        self,
        member: Member,
        message: Message,
        element: Json,
        choice: object,
        held: Mapping[Place, object] | None = None,
    ) -> ClickResult:
        """`held`: what the message's other fields hold."""
        typed: dict[Place, object] = dict(held or {})
        if choice is not None and holds_a_value(element):
            typed[(as_text(element["block_id"]), as_text(element["action_id"]))] = choice
        state = state_values(list(message.blocks), typed)
        action = self.action(element, choice)
        payload = message_actions(self.core, member, message, action, state)
        return _click_result(self.deliver("interactive", payload), element, choice)

    def act_on_view(self, member: Member, view: View, element: Json, choice: object) -> ClickResult:
        payload = view_actions(self.core, member, view, self.action(element, choice))
        return _click_result(self.deliver("interactive", payload), element, choice)

    def action(self, element: Json, choice: object) -> Json:
        """The entry of actions[]: the element's identity and what was chosen."""
        kind = as_text(element["type"])
        action: Json = {
            "type": kind,
            "action_id": element["action_id"],
            "block_id": element["block_id"],
            "action_ts": self.core.workspace.next_ts(),
        }
        if kind in ("button", "workflow_button", "icon_button"):
            kept = ("text", "value", "style", "url", "confirm", "accessibility_label")
            return action | {key: element[key] for key in kept if key in element}
        if kind == "feedback_buttons":
            pressed = as_object(choice)
            return action | {key: pressed[key] for key in ("text", "value") if key in pressed}
        shown = ("placeholder", "initial_option", "initial_options", "initial_user", "confirm")
        action |= {key: element[key] for key in shown if key in element}
        return action | {value_key(kind): choice}

    def suggested_options(
        self, member: Member, view: View, element: Json, query: str
    ) -> list[Json]:
        """The options the app offers for what was typed into a list, groups flattened."""
        answer = self.suggestions(member, view, element, query)
        grouped = [
            option
            for group in objects(answer.get("option_groups"))
            for option in objects(group.get("options"))
        ]
        return objects(answer.get("options")) + grouped

    def suggestions(self, member: Member, shown: View | Message, element: Json, query: str) -> Json:
        """The app's options or groups of options, for a field of a view or of a message."""
        payload = block_suggestion(self.core, member, shown, element, query)
        answer = self.deliver("interactive", payload).answer or {}
        groups = objects(answer.get("option_groups"))
        found = objects(answer.get("options"))
        most = max([len(found), *(len(objects(group.get("options"))) for group in groups)])
        if most > 100 or len(groups) > 100:
            raise NotSeen("Slack refuses more than 100 options.")
        return {"option_groups": groups} if groups else {"options": found}


def _click_result(delivery: Delivery, element: Json, choice: object) -> ClickResult:
    url = as_text(as_object(choice).get("url") or element.get("url")) or None
    if delivery.ok:
        return ClickResult(delivery, None, url)
    if delivery.status is not None:
        words = f"This app responded with Status Code {delivery.status}."
        return ClickResult(delivery, words, url)
    return ClickResult(delivery, "This app did not respond. Try again?", url)


def label_of(element: Json) -> str:
    """What a person reads on an element: a button's text, a list's placeholder."""
    for key in ("text", "placeholder"):
        part = element.get(key)
        if isinstance(part, dict):
            return as_text(part.get("text"))
    return ""


def element_named(
    blocks: list[Json],
    name: str | None,
    action_id: str | None = None,
    value: str | None = None,
    block_id: str | None = None,
) -> Json | None:
    """The one element with this text (or option's text), action_id, value and block_id."""
    found = [
        element
        for element in interactive_elements(blocks)
        if _is_named(element, name)
        and action_id in (None, element.get("action_id"))
        and value in (None, element.get("value"))
        and block_id in (None, element.get("block_id"))
    ]
    if len(found) > 1:
        described = [f"{e.get('action_id')}={e.get('value')}" for e in found]
        raise LookupError(f"{name or action_id!r} is there {len(found)} times: {described}")
    return found[0] if found else None


def menu_with(
    blocks: list[Json], option: str, action_id: str | None = None, block_id: str | None = None
) -> Json | None:
    """The one menu of more that offers this option, by its text or value."""
    found = [
        element
        for element in interactive_elements(blocks)
        if element.get("type") == "overflow"
        and action_id in (None, element.get("action_id"))
        and block_id in (None, element.get("block_id"))
        and any(option in (option_text(o), o.get("value")) for o in options_of(element))
    ]
    if len(found) > 1:
        raise LookupError(f"{option!r} is offered by {len(found)} menus")
    return found[0] if found else None


def _is_named(element: Json, name: str | None) -> bool:
    if name is None or label_of(element).lower() == name.lower():
        return True
    in_menu = element.get("type") == "overflow"
    return in_menu and any(option_text(o) == name for o in objects(element.get("options")))


def what_is_there(blocks: list[Json]) -> str:
    names = [label_of(element) for element in interactive_elements(blocks)]
    menus = [
        option_text(option)
        for element in interactive_elements(blocks)
        if element.get("type") == "overflow"
        for option in objects(element.get("options"))
    ]
    return ", ".join(f"[{name}]" for name in as_texts([*names, *menus])) or "nothing to click"


def as_texts(names: list[str]) -> list[str]:
    return [as_text(name) for name in as_list(names) if name]
