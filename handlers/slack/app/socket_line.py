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

from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env
from slack_sdk.socket_mode.builtin.connection import Connection, ConnectionState
from slack_sdk.socket_mode.response import SocketModeResponse

PING_SECONDS = 3
BUFFER = 65536
"""slack_sdk calls itself once for each piece of a message, and Python ends that at a thousand."""
log = logging.getLogger("slack_sdk.socket_mode")


class _Whole:
    """A socket that fails when the other side has closed it, where slack_sdk would read nothing
    again and again until a ping is refused; and that sends all of what it is given."""

    def __init__(self, inner: socket.socket) -> None:
        self._inner = inner

    def recv(self, size: int) -> bytes:
        """Some of what there is. Raises ConnectionResetError where the other side has closed it."""
        received = self._inner.recv(size)
        if not received:
            raise ConnectionResetError
        return received

    def send(self, data: bytes) -> int:
        """Sends all of it; how much that is."""
        self._inner.sendall(data)
        return len(data)

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)


class Line:
    """A connection. `heard` is called with each message, `ended` once, both by its reader."""

    def __init__(
        self,
        heard: Callable[[Line, Mapping[str, object]], None],
        ended: Callable[[Line], None],
        silent_seconds: float,
    ) -> None:
        self._heard = heard
        self._ended = ended
        self._silent_seconds = silent_seconds
        self._state = ConnectionState()  # type: ignore[no-untyped-call]
        self._connection: Connection | None = None
        self._opened_at = 0.0
        self._pinged_at = 0.0
        self._pong: float | None = None
        self._pong_at = 0.0
        self.is_leaving = False

    def open(self, address: str, ssl: SSLContext | None) -> None:
        """Connects, and begins to read. Raises ConnectionError where it can't."""
        connection = Connection(
            url=address,
            logger=log,
            ping_interval=PING_SECONDS,
            receive_buffer_size=BUFFER,
            proxy=load_http_proxy_from_env(),
            on_message_listener=self._hear,
            on_error_listener=lambda _error: None,  # what follows is the end
            ssl_context=ssl,
        )
        connection.connect()
        if connection.sock is None:
            raise ConnectionError("Slack's socket did not open")
        connection.sock = _Whole(connection.sock)  # type: ignore[assignment]
        self._connection = connection
        self._opened_at = self._pinged_at = self._pong_at = time.monotonic()
        threading.Thread(target=self._read, name="socket", daemon=True).start()

    @property
    def is_open(self) -> bool:
        """Whether it is read."""
        return self._connection is not None and not self._state.terminated

    def age(self) -> float:
        """For how many seconds it has been open."""
        return time.monotonic() - self._opened_at

    def acknowledge(self, response: SocketModeResponse) -> None:
        """Sends an ack. Raises SlackClientNotConnectedError where it is no longer open."""
        assert self._connection is not None
        self._connection.send(json.dumps(response.to_dict()))

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
        """Whether no ping has been answered for too long. slack_sdk tells that by the wall clock,
        which may be set, and only once one was."""
        assert self._connection is not None
        if self._connection.last_ping_pong_time != self._pong:
            self._pong, self._pong_at = self._connection.last_ping_pong_time, now
        return now - self._pong_at > self._silent_seconds

    def close(self) -> None:
        """Ends it: its reader is woken, and lets it go."""
        self._state.terminated = True
        if self._connection is not None:
            with suppress(OSError, AttributeError):  # closed in this moment
                self._connection.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]

    def _read(self) -> None:
        assert self._connection is not None
        try:
            self._connection.run_until_completion(self._state)
        finally:
            self._connection.disconnect()
            self._ended(self)

    def _hear(self, text: str) -> None:
        with suppress(ValueError):
            message = json.loads(text)
            if isinstance(message, Mapping):
                self._heard(self, message)
