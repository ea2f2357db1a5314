"""One call to Slack, and what its end says: arrived, surely not, perhaps, not so fast, never."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

TRANSIENT = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Slack's own troubles: the call may have had its effect."""
LATER = frozenset({"ratelimited", "rate_limited", "team_added_to_org"})
TOO_RICH = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "block_mismatch"}
)
"""A message refused for its blocks is sent again in words."""
UNEDITABLE = frozenset({"edit_window_closed", "cant_update_message", "message_not_found"})
TOKEN_ERRORS = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}
)
"""Not the message's fault but the token's: what was parked for them goes out under a new one."""
OF_THE_PERSON = frozenset(
    {"user_not_found", "users_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot"}
)
"""Not the message's fault but that of whom it is for: no message reaches them."""
DEFAULT_PAUSE = 30.0
NOTHING_LEFT = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
"""What ends a connection before a byte of the request has gone through it."""
ENDINGS = (SlackApiError, SlackClientError, OSError, HTTPException, ValueError)
"""What the client raises for a call that did not go well."""
_CODE = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Arrived:
    """Slack took it."""

    answer: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class NotSent:
    """It surely did not arrive."""

    error: str


@dataclass(frozen=True, slots=True)
class InDoubt:
    """It may have arrived: the answer was lost."""

    error: str


@dataclass(frozen=True, slots=True)
class NotSoFast:
    """It surely did not arrive; Slack asks to wait this many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Never:
    """Slack refuses it and will again."""

    error: str


Sent = Arrived | NotSent | InDoubt | NotSoFast | Never


def call(method: Callable[[], SlackResponse]) -> Sent:
    """Makes the call and reads its end."""
    try:
        answer = method().data
        return Arrived(answer if isinstance(answer, dict) else {})
    except ENDINGS as error:
        return ending(error)


def ending(error: Exception) -> Sent:
    """What a failed call's error says. A connection that was refused carried nothing; one that
    broke or was silent may have carried everything."""
    if isinstance(error, SlackApiError):
        return _refused(error)
    cause = error.reason if isinstance(error, URLError) else error
    what = type(cause).__name__
    return NotSent(what) if isinstance(cause, NOTHING_LEFT) else InDoubt(what)


def _refused(error: SlackApiError) -> Sent:
    response = error.response
    status = int(getattr(response, "status_code", 0) or 0)
    code = str(response.get("error") or f"http_{status}")
    if status == 429 or code in LATER:
        return NotSoFast(retry_after(response.headers))
    if not _CODE.fullmatch(code):
        # Something between us and Slack has answered, with a page of its own.
        return InDoubt(f"http_{status}")
    if status >= 500 or code in TRANSIENT:
        return InDoubt(code)
    return Never(code)


def retry_after(headers: Mapping[str, str]) -> float:
    """The seconds Slack asks to wait, a default where it does not say."""
    found = next((v for k, v in headers.items() if k.lower() == "retry-after"), "")
    try:
        return max(0.0, float(found))
    except ValueError:
        return DEFAULT_PAUSE
