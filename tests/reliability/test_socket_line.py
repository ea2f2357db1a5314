"""A Socket Mode connection opens, is read and ends as it should, whatever the other side does."""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from queue import Queue

import pytest
from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.response import SocketModeResponse

from handlers.slack.app import socket_line
from handlers.slack.app.socket_line import LARGEST, Line
from tests.reliability.house import SOON

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""With which a server shows that it has understood what is opened (RFC 6455, 1.3)."""
UPGRADED = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: %s\r\n\r\n"
)
LAST, TEXT, PING = 0x80, 0x1, 0x9


@pytest.fixture(autouse=True)
def _pings_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_line, "PING_SECONDS", 0.1)


def asked(connection: socket.socket) -> bytes:
    """What a client asks for before a connection is opened."""
    came = b""
    while b"\r\n\r\n" not in came:
        came += connection.recv(65536)
    return came


@contextmanager
def serving(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """The address of a server of one connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                serve(connection)

        thread = threading.Thread(target=accept)
        thread.start()
        yield f"ws://127.0.0.1:{server.getsockname()[1]}/"
        thread.join()


def upgrade(connection: socket.socket) -> None:
    key = re.search(rb"Sec-WebSocket-Key: (\S+)", asked(connection))
    assert key is not None
    accept = hashlib.sha1(key[1] + GUID, usedforsecurity=False).digest()
    connection.sendall(UPGRADED % base64.b64encode(accept))


def says(*pieces: bytes) -> Callable[[socket.socket], None]:
    """Opens a connection, says these things one after the other, and nothing ever again."""

    def serve(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        upgrade(connection)
        for piece in pieces:
            connection.sendall(piece)
        while connection.recv(65536):
            pass

    return serve


def frame(first: int, data: bytes) -> bytes:
    """As a server sends it."""
    if len(data) < 126:
        return struct.pack("!BB", first, len(data)) + data
    return struct.pack("!BBQ", first, 127, len(data)) + data


class Heard:
    """What a connection has told of."""

    def __init__(self, silent_seconds: float = SOON) -> None:
        self.messages: Queue[Mapping[str, object]] = Queue()
        self.ended = threading.Event()
        self.line = Line(
            lambda _line, said: self.messages.put(said),
            lambda _line: self.ended.set(),
            silent_seconds,
        )


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"HTT", id="a part"),
        pytest.param(b"HTTP/1.1 500 Internal Server Error\r\n\r\n", id="an error"),
        pytest.param(UPGRADED % b"bm90IHlvdXJz", id="another's key"),
    ],
)
def test_what_is_no_handshake_opens_no_connection(words: bytes) -> None:
    def serve(connection: socket.socket) -> None:
        asked(connection)
        connection.sendall(words)

    heard = Heard()
    with serving(serve) as address, pytest.raises(ConnectionError):
        heard.line.open(address, None)

    assert not heard.line.is_open


@pytest.mark.parametrize(
    "address", ["", "http://127.0.0.1/", "ws://127.0.0.1:1/", "wss://x.invalid"]
)
def test_an_address_where_nobody_is_opens_no_connection(address: str) -> None:
    with pytest.raises(ConnectionError):
        Heard().line.open(address, None)


def test_a_connection_on_which_no_ping_is_ever_answered_is_left() -> None:
    heard = Heard(silent_seconds=0.2)
    with serving(says()) as address:
        heard.line.open(address, None)
        assert heard.line.is_open
        assert heard.ended.wait(SOON), "it is taken for a connection"

    assert not heard.line.is_open


SPLIT = frame(TEXT, b'{"envel') + frame(LAST | PING, b"hi") + frame(LAST, 'ope_id": "é"}'.encode())


@pytest.mark.parametrize("size", [1, 2, 3, 7, 4096])
def test_a_request_is_heard_whole_whatever_pieces_it_comes_in(size: int) -> None:
    heard = Heard()
    pieces = [SPLIT[at : at + size] for at in range(0, len(SPLIT), size)]
    with serving(says(*pieces)) as address:
        heard.line.open(address, None)
        assert heard.messages.get(timeout=SOON) == {"envelope_id": "é"}
        heard.line.close()
        assert heard.ended.wait(SOON)


def test_what_is_no_message_is_passed_over() -> None:
    odd = [b"not json", b"[]", b"null", b"[" * 100_000]
    heard = Heard()
    with serving(says(*(frame(LAST | TEXT, words) for words in (*odd, b'{"a":1}')))) as address:
        heard.line.open(address, None)
        assert heard.messages.get(timeout=SOON) == {"a": 1}
        heard.line.close()


@pytest.mark.parametrize(
    "came",
    [
        pytest.param(frame(LAST, b"on"), id="a continuation of nothing"),
        pytest.param(frame(TEXT, b"a") + frame(LAST | TEXT, b"b"), id="one in another"),
        pytest.param(b"\x81\x81abcdx", id="as only clients send it"),
        pytest.param(b"\xf1\x00", id="bits that mean nothing"),
        pytest.param(struct.pack("!BBQ", LAST | TEXT, 127, LARGEST + 1), id="too large"),
        pytest.param(b"HTTP/1.1 502 Bad Gateway" + bytes(100), id="no frame"),
    ],
)
def test_what_no_server_sends_ends_the_connection(came: bytes) -> None:
    heard = Heard()
    with serving(says(came)) as address:
        heard.line.open(address, None)
        assert heard.ended.wait(SOON)

    assert heard.messages.empty()


def test_an_answer_of_any_length_is_sent_and_none_after_the_end() -> None:
    came = bytearray()
    is_there = threading.Event()

    def serve(connection: socket.socket) -> None:
        upgrade(connection)
        while received := connection.recv(65536):
            came.extend(received)
            if len(came) > 200_000:
                is_there.set()

    heard = Heard()
    answer = SocketModeResponse("e", {"text": "x" * 200_000})
    with serving(serve) as address:
        heard.line.open(address, None)
        heard.line.acknowledge(answer)
        assert is_there.wait(SOON)
        heard.line.close()
        assert heard.ended.wait(SOON)
        with pytest.raises(SlackClientNotConnectedError):
            heard.line.acknowledge(answer)
