"""Slack's clients, whose calls end in time, go nowhere else than they were told, and are read
whatever comes back."""

from __future__ import annotations

import io
import re
import socket
import ssl
import time
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from http.client import HTTPConnection, HTTPMessage, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.error import HTTPError
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient, WebhookResponse

_WORDS = re.compile(r'\s*(ok|\{\s*"ok"\s*:\s*true\b.*\}|)\s*', re.DOTALL)
"""With which Slack takes what is sent to an address of its own. A proxy has a page where it
refuses: who says nothing at all has taken it."""


class _InTime(io.RawIOBase):
    """What comes from a socket, all of it within the socket's time-out. Without this each piece
    has as long, and an answer in drops holds a thread for minutes."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__()
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        seconds = sock.gettimeout()
        self._until = None if seconds is None else time.monotonic() + seconds

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Some of what there is. Raises TimeoutError."""
        if self._until is not None:
            left = self._until - time.monotonic()
            if left <= 0:
                raise TimeoutError("the answer isn't there in time")
            self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        """Lets the socket go."""
        self._raw.close()
        super().close()


class _Answer(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp.close()
        self.fp = io.BufferedReader(_InTime(sock))


class _Plain(HTTPConnection):
    response_class = _Answer


class _Secure(HTTPSConnection):
    response_class = _Answer


class _OverHttp(HTTPHandler):
    def http_open(self, req: Request) -> HTTPResponse:
        """As urllib asks for it."""
        return self.do_open(_Plain, req)


class _OverHttps(HTTPSHandler):
    def https_open(self, req: Request) -> HTTPResponse:
        """As urllib asks for it."""
        return self.do_open(_Secure, req, context=self._context)  # type: ignore[attr-defined]


class _Stay(HTTPRedirectHandler):
    """Follows nobody: urllib would send the token along, and make of a post a question without
    its arguments, which Slack refuses for good."""

    def redirect_request(self, *_: object) -> None:
        """Nowhere: the redirection itself is the answer."""
        return


@cache
def _opener(proxy: str | None, tls: ssl.SSLContext | None) -> OpenerDirector:
    """One for all calls: reading the certificates that are trusted takes longer than a call."""
    proxies = {"http": proxy, "https": proxy} if proxy else None
    secure = _OverHttps(context=tls or ssl.create_default_context())
    return build_opener(ProxyHandler(proxies), _OverHttp(), secure, _Stay())


def answered(
    request: Request, seconds: float, client: WebClient | WebhookClient | None = None
) -> tuple[int, Mapping[str, str], str]:
    """Status, headers and body of the answer, whichever it is, through the client's proxy or that
    of the environment. What isn't UTF-8 is none of Slack's words and is replaced.

    Raises OSError and HTTPException, TimeoutError where not all of it is there in time; ValueError
    for an address that is none of the web, which urllib would open, too.
    """
    if request.type not in ("http", "https"):
        raise ValueError("not an address of the web")
    opener = _opener(client.proxy if client else None, client.ssl if client else None)
    try:
        answer = opener.open(request, timeout=seconds)
    except HTTPError as error:
        answer = error
    with answer:
        headers: HTTPMessage = answer.headers
        body = answer.read().decode("utf-8", "replace")
        return answer.status or 0, dict(headers.items()), body


class Client(WebClient):
    """The Web API's."""

    def _perform_urllib_http_request_internal(
        self,
        url: str,  # noqa: ARG002 - it's in the request, too
        req: Request,
    ) -> dict[str, Any]:
        status, headers, body = answered(req, self.timeout, self)
        return {"status": status, "headers": headers, "body": body}


class Hook(WebhookClient):
    """That of an address which came with a request of Slack's."""

    def _perform_http_request_internal(self, url: str, req: Request) -> WebhookResponse:
        status, headers, body = answered(req, self.timeout, self)
        return WebhookResponse(url=url, status_code=status, body=body, headers=dict(headers))


def is_taken(answer: WebhookResponse) -> bool:
    """Whether Slack took what was sent to such an address, rather than a proxy with a page of its
    own."""
    return answer.status_code == HTTPStatus.OK and _WORDS.fullmatch(answer.body) is not None
