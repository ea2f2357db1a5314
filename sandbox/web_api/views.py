"""views.*: opening, pushing, updating modals and publishing Home tabs."""

from sandbox.blockkit.view_rules import is_too_large, view_problems
from sandbox.json_values import Json
from sandbox.web_api.call import Arguments, Method, Refusal
from sandbox.workspace.core import Core
from sandbox.workspace.open_views import View, ViewRefused


def checked_view(view: object, surface: str) -> Json:
    """The view an argument or an ack carries, refused where Slack would refuse it."""
    if not isinstance(view, dict):
        raise Refusal("invalid_arguments", ["failed to parse json [json-pointer:/view]"])
    problems = view_problems(view, surface)
    if problems:
        raise Refusal("invalid_arguments", problems)
    if is_too_large(view):
        raise Refusal("view_too_large")
    return view


def _trigger_id(arguments: Arguments) -> str:
    trigger_id = arguments.text("trigger_id") or arguments.text("interactivity_pointer")
    if not trigger_id:
        raise Refusal("invalid_arguments", ["missing required field: trigger_id"])
    return trigger_id


def open_(core: Core, arguments: Arguments) -> Json:
    body = checked_view(arguments.structure("view"), "modal")
    trigger = core.views.take_trigger(_trigger_id(arguments))
    return _answer(core.views.open(trigger.user, body))


def push(core: Core, arguments: Arguments) -> Json:
    body = checked_view(arguments.structure("view"), "modal")
    trigger = core.views.take_trigger(_trigger_id(arguments))
    if trigger.from_view is None:
        raise Refusal("invalid_trigger_id")  # only an interaction in a modal can stack another
    return _answer(core.views.push(trigger.user, body))


def update(core: Core, arguments: Arguments) -> Json:
    if not (arguments.text("view_id") or arguments.text("external_id")):
        raise Refusal("invalid_arguments", ["missing required field: view_id or external_id"])
    view = core.views.find(arguments.text("view_id"), arguments.text("external_id"))
    surface = "home" if view is not None and view.body.get("type") == "home" else "modal"
    body = checked_view(arguments.structure("view"), surface)
    if view is None:
        raise Refusal("not_found")
    return _answer(core.views.update(view, body, arguments.text("hash")))


def publish(core: Core, arguments: Arguments) -> Json:
    if not core.manifest.home_tab:
        raise Refusal("not_enabled")
    body = checked_view(arguments.structure("view"), "home")
    user = arguments.text("user_id")
    if user not in core.workspace.members:
        raise Refusal("invalid_arguments", ["invalid user_id [json-pointer:/user_id]"])
    return _answer(core.views.publish(user, body, arguments.text("hash")))


def _answer(view: View) -> Json:
    return {"ok": True, "view": view.wire()}


def _refusing(method: Method) -> Method:
    def run(core: Core, arguments: Arguments) -> Json:
        try:
            return method(core, arguments)
        except ViewRefused as refused:
            raise Refusal(refused.error) from refused

    return run


METHODS: dict[str, Method] = {
    "views.open": _refusing(open_),
    "views.push": _refusing(push),
    "views.update": _refusing(update),
    "views.publish": _refusing(publish),
}
