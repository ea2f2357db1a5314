"""How an act of a person reaches the app, and what Slack shows when that fails."""

from collections.abc import Mapping

from sandbox.blockkit.field_values import Place, holds_a_value, state_values, value_key
from sandbox.json_values import Json, as_object, as_text, objects
from sandbox.people.results import ClickResult
from sandbox.transport.payloads import block_suggestion, message_actions, view_actions
from sandbox.transport.server import Server
from sandbox.workspace.core import Core
from sandbox.workspace.directory import Account
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.open_views import View
from sandbox.workspace.records import Delivery
from sandbox.workspace.waiting import NotSeen


class Client:
    """The workspace's parts as the people at their screens use them."""

    def __init__(self, core: Core, server: Server) -> None:
        self.core = core
        self.server = server
        self.changed_by: frozenset[str] = frozenset()

    def deliver(self, kind: str, payload: Json) -> Delivery:
        return self.server.call(self.server.dispatcher.send(kind, payload))

    def emit(self, payload: Json) -> None:
        """Send an event in the background, if the app subscribed to its type."""
        event = payload["event"]
        assert isinstance(event, dict)
        if as_text(event.get("type")) in self.core.manifest.events:
            self.server.dispatcher.post_event(payload)

    def act_on_message(
        self,
        member: Account,
        message: SlackMessage,
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

    def act_on_view(
        self, member: Account, view: View, element: Json, choice: object
    ) -> ClickResult:
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
        self, member: Account, view: View, element: Json, query: str
    ) -> list[Json]:
        """The options the app offers for what was typed into a list, groups flattened."""
        answer = self.suggestions(member, view, element, query)
        grouped = [
            option
            for group in objects(answer.get("option_groups"))
            for option in objects(group.get("options"))
        ]
        return objects(answer.get("options")) + grouped

    def suggestions(
        self, member: Account, shown: View | SlackMessage, element: Json, query: str
    ) -> Json:
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
