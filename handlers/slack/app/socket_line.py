"""One Socket Mode connection with a reader of its own, from its opening to its end."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from ssl import SSLContext

from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env
from slack_sdk.socket_mode.builtin.connection import Connection
from slack_sdk.socket_mode.response import SocketModeResponse

from handlers.slack.app import frames

PING_SECONDS = 3
BUFFER = 65536
log = logging.getLogger("slack_sdk.socket_mode")


class _Whole:
    """A socket that sends all of what it is given, also where slack_sdk asks it to."""

    def __init__(self, inner: socket.socket) -> None:
        self._inner = inner

    def send(self, data: bytes) -> int:
        """Sends all of it; how much that is."""
        self._inner.sendall(data)
        return len(data)

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)


class Line:
    """A connection. `heard` is called with each message, `ended` once, both by its reader.

    slack_sdk opens and pings it. It would read it, too, but loses what comes in several frames, and
    its place where a frame comes in pieces with a pause between them.
    """

    def __init__(
        self,
        heard: Callable[[Line, Mapping[str, object]], None],
        ended: Callable[[Line], None],
        silent_seconds: float,
    ) -> None:
        self._heard = heard
        self._ended = ended
        self._silent_seconds = silent_seconds
        self._is_over = False
        self._connection: Connection | None = None
        self._opened_at = 0.0
        self._pinged_at = 0.0
        self._pong_at = 0.0
        self.is_leaving = False

    def open(self, address: str, ssl: SSLContext | None) -> None:
        """Connects, and begins to read. Raises ConnectionError where it can't."""
        failed: list[str] = []
        connection = Connection(
            url=address,
            logger=log,
            ping_interval=PING_SECONDS,
            proxy=load_http_proxy_from_env(),
            # Its name alone: the error holds the socket, which is closed as it is let go.
            on_error_listener=lambda error: failed.append(type(error).__name__),
            ssl_context=ssl,
        )
        connection.connect()
        if connection.sock is None:
            raise ConnectionError(failed[0] if failed else "no_handshake")
        connection.sock = _Whole(connection.sock)  # type: ignore[assignment]
        self._connection = connection
        self._opened_at = self._pinged_at = self._pong_at = time.monotonic()
        threading.Thread(target=self._read, name="socket", daemon=True).start()

    @property
    def is_open(self) -> bool:
        """Whether it is read."""
        return self._connection is not None and not self._is_over

    def age(self) -> float:
        """For how many seconds it has been open."""
        return time.monotonic() - self._opened_at

    def acknowledge(self, response: SocketModeResponse) -> None:
        """Sends an ack. Raises SlackClientNotConnectedError where it is no longer open."""
        assert self._connection is not None
        try:
            self._send(self._connection, frames.TEXT, json.dumps(response.to_dict()).encode())
        except OSError as gone:
            raise SlackClientNotConnectedError(type(gone).__name__) from gone

    def check(self) -> None:
        """Pings now and then; closes what doesn't answer."""
        now = time.monotonic()
        if self._connection is None or now - self._pinged_at < PING_SECONDS:
            return
        self._pinged_at = now
        self._connection.check_state()
        failed = self._connection.consecutive_check_state_error_count
        if failed or self._connection.sock is None or self._is_silent(now):
            self.close()

    def _is_silent(self, now: float) -> bool:
        """Whether no ping has been answered for too long."""
        return now - self._pong_at > self._silent_seconds

    def close(self) -> None:
        """Ends it: its reader is woken, and lets it go."""
        self._is_over = True
        if self._connection is not None:
            with suppress(OSError, AttributeError):  # closed in this moment
                self._connection.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]

    def _read(self) -> None:
        connection, stream = self._connection, frames.Frames()
        assert connection is not None
        is_first = True
        try:
            while not self._is_over:
                received = self._received(connection)
                if received and is_first:
                    # slack_sdk leaves the handshake's last byte, with which no frame begins.
                    received, is_first = received.removeprefix(b"\n"), False
                for sort, data in stream.take(received):
                    self._take(connection, sort, data)
        except (OSError, ValueError) as error:
            log.info("the connection ends: %s", type(error).__name__)
        finally:
            self._is_over = True
            connection.disconnect()
            self._ended(self)

    def _received(self, connection: Connection) -> bytes:
        """Some of what there is, nothing where nothing has come for a while. Raises OSError where
        it has ended."""
        with connection.sock_receive_lock:
            try:
                received = connection.sock.recv(BUFFER) if connection.sock else b""
            except TimeoutError:
                return b""
        if not received:
            raise ConnectionResetError
        return received

    def _take(self, connection: Connection, sort: int, data: bytes) -> None:
        if sort == frames.TEXT:
            self._hear(data)
        elif sort == frames.PING:
            self._send(connection, frames.PONG, data)
        elif sort == frames.PONG:
            self._pong_at = time.monotonic()
        elif sort == frames.CLOSE:
            self._is_over = True

    def _send(self, connection: Connection, sort: int, data: bytes) -> None:
        """Raises OSError where it is no longer open."""
        with connection.sock_send_lock:
            if connection.sock is None:
                raise ConnectionResetError
            connection.sock.send(frames.framed(sort, data))

    def _hear(self, text: bytes) -> None:
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            return
        if isinstance(message, Mapping):
            self._heard(self, message)
