"""One call to Slack, and what its end says: arrived, surely not, perhaps, not so fast, never."""

from __future__ import annotations

import math
import re
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http.client import HTTPException
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from handlers.metrics import SLACK_CALLS
from handlers.web_api.refusals import LATER, TRANSIENT, refusals

DEFAULT_PAUSE = 30.0
SHORTEST_PAUSE = 1.0
LONGEST_PAUSE = 120.0
"""Seconds. None at all would have a call that nothing else paces made again and again. Slack's own
pauses are of a minute at most; a longer one is a mistake somewhere, and is
asked about again rather than believed for a day."""
NOTHING_LEFT = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
"""What ends a connection before a byte of the request has gone through it."""
ENDINGS = (SlackApiError, SlackClientError, OSError, HTTPException, ValueError)
"""What the client raises for a call that did not go well."""
UNREADABLE = (AttributeError, TypeError, RecursionError)
"""What the client makes of an answer that is no object, or is nested too deep."""
_CODE = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Arrived:
    """Slack took it. `method`, here and below: of the Web API, "" where it's none of its calls."""

    answer: Mapping[str, object]
    method: str = ""


@dataclass(frozen=True, slots=True)
class NotSent:
    """It surely did not arrive."""

    error: str
    method: str = ""


@dataclass(frozen=True, slots=True)
class InDoubt:
    """It may have arrived: the answer was lost. `is_late`: there was none in time, so that it may
    still arrive. `answered`: something answered, which wasn't understood."""

    error: str
    is_late: bool = False
    answered: bool = False
    method: str = ""


@dataclass(frozen=True, slots=True)
class NotSoFast:
    """It surely did not arrive; Slack asks to wait this many seconds."""

    seconds: float
    method: str = ""


@dataclass(frozen=True, slots=True)
class Never:
    """Slack refuses it and will again."""

    error: str
    method: str = ""


Sent = Arrived | NotSent | InDoubt | NotSoFast | Never


def call(method: str, made: Callable[[], SlackResponse]) -> Sent:
    """Makes a call of this method, counts it, and reads its end."""
    SLACK_CALLS.labels(method).inc()
    try:
        answer = made().data
        return Arrived(answer if isinstance(answer, dict) else {}, method)
    except ENDINGS as error:
        return by_method(method, ending(error))
    except UNREADABLE:
        return InDoubt("not an answer of Slack's", answered=True, method=method)


def by_method(method: str, sent: Sent) -> Sent:
    """The end of a call of this method."""
    return replace(sent, method=method)


def surely_not(sent: Sent) -> Sent:
    """The end of a call that changes nothing anybody sees, or the same when it's made twice: it's
    never in doubt."""
    return NotSent(sent.error, sent.method) if isinstance(sent, InDoubt) else sent


def ending(error: Exception) -> Sent:
    """What a failed call's error says. A connection that was refused carried nothing; one that
    broke or was silent may have carried everything."""
    if isinstance(error, SlackApiError):
        return _refused(error)
    cause = error.reason if isinstance(error, URLError) else error
    what = type(cause).__name__
    if isinstance(cause, NOTHING_LEFT):
        return NotSent(what)
    return InDoubt(what, is_late=isinstance(cause, TimeoutError))


def _refused(error: SlackApiError) -> Sent:
    response = error.response
    status = int(getattr(response, "status_code", 0) or 0)
    # A gateway's answer may be a list, a text or nothing at all.
    said = response.data.get("error") if isinstance(response.data, dict) else None
    code = said if isinstance(said, str) else ""
    if status == 429 or code in LATER:
        return NotSoFast(retry_after(response.headers))
    if status < 500 and code in refusals(_method(response)):
        return Never(code)
    # Slack's own troubles, an error it doesn't document, or something between us and Slack has
    # answered with a page of its own.
    known = code in TRANSIENT or bool(_CODE.fullmatch(code))
    return InDoubt(code if known else f"http_{status}", answered=True)


def _method(response: SlackResponse) -> str:
    return str(getattr(response, "api_url", "")).rsplit("/", 1)[-1]


def retry_after(headers: Mapping[str, str]) -> float:
    """The seconds Slack asks to wait: a default where it doesn't say, a floor and a ceiling where
    it says too little or too much. A date (which HTTP allows) is no number: the default."""
    found = next((v for k, v in headers.items() if k.lower() == "retry-after"), "")
    try:
        seconds = float(found)
    except ValueError:
        return DEFAULT_PAUSE
    if math.isnan(seconds) or seconds < 0:
        return DEFAULT_PAUSE
    return min(max(seconds, SHORTEST_PAUSE), LONGEST_PAUSE)
