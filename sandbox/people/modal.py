"""A modal in front of a person: submitting it, closing it, and what the app makes of that."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sandbox.blockkit.field_values import initial_value, is_empty
from sandbox.blockkit.fields import Field, fields_of
from sandbox.json_values import Json, as_list, as_text
from sandbox.people.live_view import LiveView
from sandbox.transport.payloads import view_closed, view_submission
from sandbox.web_api.call import Refusal
from sandbox.web_api.views import checked_view
from sandbox.workspace.open_views import View, ViewRefused
from sandbox.workspace.records import Delivery
from sandbox.workspace.waiting import LONG_ENOUGH, NotSeen

TROUBLE_CONNECTING = "We had some trouble connecting. Try again?"


@dataclass(frozen=True)
class SubmitResult:
    """What a submitted form did: closed, refused field by field, shown anew, or failed."""

    closed: bool = False
    errors: dict[str, str] | None = None
    faults: dict[str, str] | None = None  # the same by block_id
    view: "Modal | None" = None
    failed: str | None = None
    delivery: Delivery | None = None

    @property
    def ms(self) -> float:
        return self.delivery.ms if self.delivery is not None else 0.0


class Modal(LiveView):
    """The top of a person's stack of modals, or one beneath it."""

    def fill(self, values: Mapping[str, object], timeout: float = LONG_ENOUGH) -> "Modal":
        super().fill(values, timeout)
        return self

    def wait_for(self, look: Callable[[LiveView], object], timeout: float = LONG_ENOUGH) -> "Modal":
        super().wait_for(look, timeout)
        return self

    def submit(self, *, force: bool = False) -> SubmitResult:
        """Press the submit button; `force` sends what Slack's own check would hold back."""
        view = self.view
        top = self._client.core.views.top(self._member.id)
        if top is None or top.id != view.id:
            raise NotSeen(f"{view.title!r} isn't on top.")
        if "submit" not in view.body:
            raise NotSeen(f"{view.title!r} has no submit button.")
        if not force:
            held_back = self._held_back(view)
            if held_back:
                return _faulty(view, held_back)
        payload = view_submission(self._client.core, self._member, view, self._response_urls(view))
        return self._taken(view, self._client.deliver("interactive", payload))

    def close(self, *, whole_stack: bool = False) -> Delivery | None:
        """Cancel; the app hears of it where the view asks to be told."""
        view = self.view
        cleared = whole_stack or view.body.get("clear_on_close") is True
        views = self._client.core.views
        if cleared:
            views.close_all(self._member.id)
        else:
            views.close_top(self._member.id)
        if view.body.get("notify_on_close") is not True:
            return None
        payload = view_closed(self._member, view, cleared=cleared)
        return self._client.deliver("interactive", payload)

    def _held_back(self, view: View) -> dict[str, str]:
        """What Slack's client says before it sends anything."""
        found: dict[str, str] = {}
        for field in fields_of(view.blocks):
            if field.is_input:
                value = view.typed.get(field.place, initial_value(field.element))
                words = _complaint(field, value)
                if words:
                    found[field.block_id] = words
        return found

    def _response_urls(self, view: View) -> list[Json]:
        urls: list[Json] = []
        for field in fields_of(view.blocks):
            if field.element.get("response_url_enabled") is not True:
                continue
            channel = view.typed.get(field.place, initial_value(field.element))
            if isinstance(channel, str):
                url = self._client.core.response_urls.new("actions", self._member.id, channel)
                urls.append(
                    {
                        "block_id": field.block_id,
                        "action_id": field.action_id,
                        "channel_id": channel,
                        "response_url": url,
                    }
                )
        return urls

    def _taken(self, view: View, delivery: Delivery) -> SubmitResult:
        """The ack's response_action, applied as Slack applies it."""
        if not delivery.ok:
            return SubmitResult(failed=TROUBLE_CONNECTING, delivery=delivery)
        try:
            return replace(self._applied(view, delivery.answer or {}), delivery=delivery)
        except (Refusal, ViewRefused) as refused:
            reasons = refused.problems if isinstance(refused, Refusal) else []
            words = f"{TROUBLE_CONNECTING} ({refused.error}: {'; '.join(reasons)})"
            return SubmitResult(failed=words, delivery=delivery)

    def _applied(self, view: View, answer: Json) -> SubmitResult:
        views, person = self._client.core.views, self._member.id
        match answer.get("response_action"):
            case None if not answer:
                top = views.top(person)
                if top is not None and top.id == view.id:
                    views.close_top(person)
                return SubmitResult(closed=True)
            case "clear":
                views.close_all(person)
                return SubmitResult(closed=True)
            case "errors":
                return _faulty(view, _errors(view, answer))
            case "update":
                current = views.find(view.id) or view
                new = views.update(current, checked_view(answer.get("view"), "modal"))
            case "push":
                new = views.push(person, checked_view(answer.get("view"), "modal"))
            case other:
                raise Refusal("invalid_response", [f"unknown response_action: {other}"])
        return SubmitResult(view=Modal(self._client, self._member, new.id))


def _faulty(view: View, faults: dict[str, str]) -> SubmitResult:
    """Refused field by field: what is wrong, by block_id, also told by label."""
    labels = {field.block_id: field.label for field in fields_of(view.blocks)}
    errors = {labels[block_id]: words for block_id, words in faults.items()}
    return SubmitResult(errors=errors, faults=faults)


def _errors(view: View, answer: Json) -> dict[str, str]:
    """Errors by block_id; one for a block that is no input is a mistake Slack won't show."""
    given = answer.get("errors")
    labels = {field.block_id: field.label for field in fields_of(view.blocks) if field.is_input}
    if not isinstance(given, dict) or not given:
        raise Refusal("invalid_response", ["errors must name input blocks"])
    unknown = [block_id for block_id in given if block_id not in labels]
    if unknown:
        raise Refusal("invalid_response", [f"errors for blocks that are no inputs: {unknown}"])
    if not all(isinstance(words, str) and words for words in given.values()):
        raise Refusal("invalid_response", ["errors must be words"])
    return {block_id: words for block_id, words in given.items() if isinstance(words, str)}


def _complaint(field: Field, value: object) -> str:
    element = field.element
    if is_empty(value):
        return "" if field.optional else "Please complete this required field."
    least, most = element.get("min_length"), element.get("max_length")
    if isinstance(value, str):
        if isinstance(least, int) and len(value) < least:
            return f"Must be at least {least} characters."
        if isinstance(most, int) and len(value) > most:
            return f"Must be {most} characters or fewer."
        return _malformed(as_text(element.get("type")), value, element)
    selected = element.get("max_selected_items")
    if isinstance(selected, int) and len(as_list(value)) > selected:
        return f"Choose {selected} at most."
    return ""


def _malformed(kind: str, value: str, element: Json) -> str:
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.match(r"https?://\S+", value):
        return "Please enter a valid URL."
    if kind != "number_input":
        return ""
    try:
        number = float(value)
    except ValueError:
        return "Please enter a valid number."
    least, most = as_text(element.get("min_value")), as_text(element.get("max_value"))
    if (least and number < float(least)) or (most and number > float(most)):
        return f"Enter a number between {least or '−∞'} and {most or '∞'}."
    if element.get("is_decimal_allowed") is not True and not number.is_integer():
        return "Please enter a whole number."
    return ""
