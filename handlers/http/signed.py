"""What Slack sends over HTTP: whose it is, told from the raw bytes; what it says; then Bolt's."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import structlog
from slack_bolt import App, BoltRequest, BoltResponse

from bot.ports import Clock
from handlers.http.replies import NO_SENSE, NOT_SLACKS, Reply
from handlers.slack.contract.sense import makes_sense

PATH = "/slack/events"
SIGNATURE, STAMP = "X-Slack-Signature", "X-Slack-Request-Timestamp"
WINDOW_SECONDS = 300
"""Slack's own: what was signed longer ago may be somebody's recording."""
READ_BY_BOLT = ("Content-Type", SIGNATURE, STAMP, "X-Slack-Retry-Num", "X-Slack-Retry-Reason")
"""No other header is covered by the signature or needed; Bolt takes orders from one of its own."""
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
_STAMP = re.compile(r"[0-9]{1,12}")
_HALF_SIGN = re.compile(rb"(\\|%5c)ud[89a-f]", re.IGNORECASE)
log = structlog.get_logger(__name__)


class Headers(Protocol):
    """A request's headers, by name in any spelling; one may be there more than once."""

    def getall(self, key: str, default: Sequence[str]) -> Sequence[str]:
        """Every value under a name."""
        ...


class SignedRequests:
    """Answers what Slack signed, through Bolt; nothing else is ever parsed. The clock is the
    machine's."""

    def __init__(self, app: App, secret: str, clock: Clock) -> None:
        self._app = app
        self._secret = secret.encode()
        self._clock = clock

    def may_be_slacks(self, headers: Headers) -> bool:
        """Whether the headers look signed just now. Where not, the body isn't even received."""
        signatures, stamps = headers.getall(SIGNATURE, ()), headers.getall(STAMP, ())
        if len(signatures) != 1 or len(stamps) != 1:
            return False
        if not _SIGNATURE.fullmatch(signatures[0]) or not _STAMP.fullmatch(stamps[0]):
            return False
        return abs(self._clock.now().timestamp() - int(stamps[0])) <= WINDOW_SECONDS

    def answer(self, headers: Headers, body: bytes) -> Reply:
        """The answer to a request that was received whole."""
        if not (self.may_be_slacks(headers) and self._is_signed(headers, body)):
            return NOT_SLACKS
        request = _understood(headers, body)
        if request is None:
            log.warning("makes_no_sense", size=len(body))
            return NO_SENSE
        return _reply(self._app.dispatch(request))

    def _is_signed(self, headers: Headers, body: bytes) -> bool:
        stamp = headers.getall(STAMP, ())[0].encode()
        signed = hmac.new(self._secret, b"v0:" + stamp + b":" + body, hashlib.sha256)
        return hmac.compare_digest(f"v0={signed.hexdigest()}", headers.getall(SIGNATURE, ())[0])


def _understood(headers: Headers, body: bytes) -> BoltRequest | None:
    """The request as Bolt reads it, None where it can't be one of Slack's."""
    given = {name.lower(): list(headers.getall(name, ())) for name in READ_BY_BOLT}
    known: dict[str, str | Sequence[str]] = {name: there for name, there in given.items() if there}
    try:
        request = BoltRequest(body=body.decode(), headers=known)
        if _HALF_SIGN.search(body):
            request.body = _whole(request.body)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        return None
    return request if makes_sense(request.body) else None


def _whole(part: object) -> Any:
    """The same without half of a pair, which JSON may write alone and nothing can store: what
    somebody typed around it isn't lost. Raises RecursionError."""
    if isinstance(part, str):
        return part.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    if isinstance(part, Mapping):
        return {_whole(key): _whole(value) for key, value in part.items()}
    return [_whole(one) for one in part] if isinstance(part, list) else part


def _reply(response: BoltResponse) -> Reply:
    headers = tuple(
        (name, value)
        for name, values in response.headers.items()
        if name.lower() != "content-length"
        for value in values
    )
    return Reply(response.status, response.body.encode(), headers)
