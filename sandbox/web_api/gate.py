"""The way every Web API call goes: known method, token, scope, rate, arguments, then the deed."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.json_values import Json, as_text
from sandbox.web_api import chat, conversations, files, users, views
from sandbox.web_api.access import provided
from sandbox.web_api.call import Arguments, Method, Refusal, check_arguments, references
from sandbox.workspace.core import APP_TOKEN, BOT_TOKEN, Core
from sandbox.workspace.trouble import Trouble

METHODS: dict[str, Method] = {
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **users.METHODS,
    **views.METHODS,
}
# These ask for the scope of the channel they are about, once that is known.
_SCOPED_BY_CHANNEL = ("conversations.", "users.conversations")


@dataclass(frozen=True)
class Answer:
    """HTTP status, body, and Retry-After where the app is to wait."""

    status: int
    body: Json
    retry_after: int | str | None = None


def _limited(seconds: int | str) -> Answer:
    return Answer(429, {"ok": False, "error": "ratelimited"}, seconds)


def answer_call(
    core: Core,
    trouble: Trouble,
    method: str,
    raw: Json,
    token: str,
    new_socket_url: Callable[[], str],
) -> Answer:
    """What Slack would say, after doing what it says."""
    limit = trouble.planned_limit(method)
    if limit is None and trouble.rates_enforced and method in references():
        channel = as_text(raw.get("channel"))
        limit = core.rates.wait_for(method, channel, references()[method].per_minute)
    if limit is not None:
        return _limited(limit)
    planned = trouble.planned_failure(method)
    if planned is not None:
        return Answer(200, planned)
    try:
        if method == "apps.connections.open":
            check_token(token, APP_TOKEN)
            return Answer(200, {"ok": True, "url": new_socket_url()})
        with core.workspace.lock:
            return Answer(200, _run(core, method, raw, token))
    except Refusal as refusal:
        return Answer(200, refusal.answer())


def _run(core: Core, method: str, raw: Json, token: str) -> Json:
    run = METHODS.get(method)
    if run is None:
        raise Refusal("unknown_method", req_method=method)
    check_token(token, BOT_TOKEN, open_to_all=method == "api.test")
    scopes = references()[method].scopes
    general = scopes and not method.startswith(_SCOPED_BY_CHANNEL)
    if general and not core.manifest.scopes.intersection(scopes):
        raise Refusal("missing_scope", needed=",".join(scopes), provided=provided(core))
    check_arguments(method, raw)
    return run(core, Arguments(raw))


def check_token(token: str, wanted: str, *, open_to_all: bool = False) -> None:
    if open_to_all:
        return
    if not token:
        raise Refusal("not_authed")
    if token in (BOT_TOKEN, APP_TOKEN) and token != wanted:
        raise Refusal("not_allowed_token_type")
    if token != wanted:
        raise Refusal("invalid_auth")
