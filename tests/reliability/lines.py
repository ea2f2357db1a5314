"""Raw connections to the bot, for requests that no client would send."""

from __future__ import annotations

import hashlib
import hmac
import socket
import time
from typing import Self

from sandbox.workspace.core import SIGNING_SECRET

PATH = "/slack/events"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def head(*headers: str, path: str = PATH, method: str = "POST") -> bytes:
    """The head of a request."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: bot", *headers, "", ""]).encode()


def signature(body: bytes, stamp: int | None = None) -> list[str]:
    """The headers with which Slack signs a body, now or at another Unix time."""
    stamp = int(time.time()) if stamp is None else stamp
    base = f"v0:{stamp}:".encode() + body
    signed = hmac.new(SIGNING_SECRET.encode(), base, hashlib.sha256).hexdigest()
    return [f"X-Slack-Request-Timestamp: {stamp}", f"X-Slack-Signature: v0={signed}"]


def forgery() -> list[str]:
    """Headers as Slack's, by somebody who doesn't know the secret."""
    return [f"X-Slack-Request-Timestamp: {int(time.time())}", f"X-Slack-Signature: v0={'0' * 64}"]


def whole(body: bytes, sort: str, *headers: str) -> bytes:
    """A request that says how long it is."""
    return head(f"Content-Type: {sort}", f"Content-Length: {len(body)}", *headers) + body


def signed(body: bytes, sort: str = JSON) -> bytes:
    """A request as Slack would sign it."""
    return whole(body, sort, *signature(body))


class Line:
    """A connection. An answer is its status, 0 where the connection was closed without one."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def answer(self) -> int:
        """Waits for the status."""
        found = b""
        while b"\r\n" not in found:
            try:
                more = self.socket.recv(65536)
            except ConnectionError:
                return 0
            if not more:
                return 0
            found += more
        return int(found.split()[1])

    def is_closed(self, wait: float = 0.001) -> bool:
        """Whether the bot has closed it, or does within so many seconds."""
        self.socket.settimeout(wait)
        try:
            while self.socket.recv(65536):
                pass
        except ConnectionError:
            return True
        except TimeoutError:
            return False
        return True


def asked(port: int, data: bytes) -> int:
    """The answer to one request on a connection of its own."""
    with Line(port) as line:
        line.send(data)
        return line.answer()
