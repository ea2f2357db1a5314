"""A call to Slack ends in time and is read, whatever stands between us and Slack answers with."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from handlers.web_api.client import Client, Hook, is_taken
from handlers.web_api.sending import Arrived, InDoubt, Sent, call

SECONDS = 2
PAGE = b"<html><body>Sign in</body></html>"
Speak = Callable[[socket.socket], None]


def whole(status: str, body: bytes, *headers: str) -> bytes:
    """An answer in one piece."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Gateway:
    """Answers each request as it's told, and keeps what it was asked."""

    def __init__(self, speak: Speak) -> None:
        self.asked: list[str] = []
        self._speak = speak
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                asking, _ = self._listener.accept()
                threading.Thread(target=self._answer, args=(asking,), daemon=True).start()

    def _answer(self, asking: socket.socket) -> None:
        with asking, asking.makefile("rb") as lines, suppress(OSError):
            head = list(iter(lambda: lines.readline().strip(), b""))
            length = next((h for h in head if h.lower().startswith(b"content-length")), b":0")
            lines.read(int(length.split(b":")[1]))
            self.asked.append(head[0].decode())
            self._speak(asking)


@contextmanager
def answering(speak: Speak | bytes) -> Iterator[Gateway]:
    gateway = Gateway(speak if callable(speak) else lambda asking: asking.sendall(speak))
    try:
        yield gateway
    finally:
        gateway.close()


def asked(gateway: Gateway) -> Sent:
    client = Client("xoxb-1", base_url=f"{gateway.address}/", timeout=SECONDS, retry_handlers=[])
    return call("auth.test", client.auth_test)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Go", "308 Go"])
def test_the_token_follows_no_redirection(status: str) -> None:
    with answering(whole("200 OK", b'{"ok": true}')) as elsewhere:
        location = f"Location: {elsewhere.address}/auth.test"
        with answering(whole(status, b"", location)) as gateway:
            sent = asked(gateway)

            assert sent == InDoubt(f"http_{status[:3]}", answered=True, method="auth.test")
            assert len(gateway.asked) == 1
            assert elsewhere.asked == []


@pytest.mark.parametrize("status", ["200 OK", "502 Bad Gateway"])
@pytest.mark.parametrize("sort", ["text/html; charset=x-none", "application/gzip", "a/b; charset="])
def test_an_answer_of_any_sort_is_read_and_in_doubt(status: str, sort: str) -> None:
    with answering(whole(status, b"\xff" + PAGE, f"Content-Type: {sort}")) as gateway:
        sent = asked(gateway)

        assert sent == InDoubt(f"http_{status[:3]}", answered=True, method="auth.test")


def test_an_answer_in_drops_is_given_up_in_time() -> None:
    body = json.dumps({"ok": True, "user_id": "U0BOT"}).encode()

    def drip(asking: socket.socket) -> None:
        for byte in whole("200 OK", body):
            asking.sendall(bytes([byte]))
            time.sleep(0.2)

    with answering(drip) as gateway:
        began = time.monotonic()
        sent = asked(gateway)

        assert sent == InDoubt("TimeoutError", is_late=True, method="auth.test")
        # In drops it would be there after twenty seconds.
        assert time.monotonic() - began < 3 * SECONDS


def test_an_answer_in_pieces_that_is_there_in_time_is_read() -> None:
    def chunk(asking: socket.socket) -> None:
        asking.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in (b'{"ok": tr', b'ue, "team_id"', b': "T0"}', b""):
            asking.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
            time.sleep(0.01)

    with answering(chunk) as gateway:
        assert asked(gateway) == Arrived({"ok": True, "team_id": "T0"}, "auth.test")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (whole("200 OK", b"ok"), True),
        (whole("200 OK", b'{"ok":true}'), True),
        (whole("200 OK", PAGE), False),
        (whole("200 OK", b'{"ok":false,"error":"used_url"}'), False),
        (whole("200 OK", b""), True),
        (whole("404 Not Found", b"ok"), False),
        (whole("302 Found", b"ok", "Location: http://127.0.0.1:9/"), False),
    ],
)
def test_only_slacks_own_words_say_that_an_address_took_something(
    answer: bytes, expected: bool
) -> None:
    with answering(answer) as gateway:
        hook = Hook(f"{gateway.address}/hook", timeout=SECONDS, retry_handlers=[])

        assert is_taken(hook.send(text="words")) is expected
