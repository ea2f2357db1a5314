"""One Socket Mode connection with a reader of its own, from its opening to its end."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from ssl import SSLContext

from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env
from slack_sdk.socket_mode.response import SocketModeResponse
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import ClientConnection, connect

OPENING_SECONDS = 5.0
PING_SECONDS = 3.0
CLOSING_SECONDS = 1.0
LARGEST = 16 * 1024 * 1024
"""Bytes of a message. Slack's are of some hundred thousand at most."""
log = logging.getLogger("slack_sdk.socket_mode")


class Line:
    """A connection. `heard` is called with each message, `ended` once, both by its reader.

    It pings Slack by itself, and ends where no ping is answered for `silent_seconds`. Those of
    slack_sdk lose what comes in several frames, and their place where a frame comes in pieces.
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
        self._connection: ClientConnection | None = None
        self._opened_at = 0.0
        self.is_leaving = False

    def open(self, address: str, ssl: SSLContext | None) -> None:
        """Connects, and begins to read. Raises ConnectionError where it can't, which names why."""
        try:
            connection = connect(
                address,
                legacy=True,  # the connection itself, which isn't made again by the library
                ssl=ssl if address.startswith("wss:") else None,
                proxy=load_http_proxy_from_env(),
                compression=None,
                open_timeout=OPENING_SECONDS,
                ping_interval=PING_SECONDS,
                ping_timeout=self._silent_seconds,
                close_timeout=CLOSING_SECONDS,
                max_size=LARGEST,
                # At DEBUG it would tell what people wrote, and with the address what lets one in.
                logger=_quiet(),
            )
        except (OSError, WebSocketException, ValueError) as error:
            raise ConnectionError(type(error).__name__) from None
        assert isinstance(connection, ClientConnection), "asked for as such"
        self._connection = connection
        self._opened_at = time.monotonic()
        threading.Thread(target=self._read, args=(connection,), name="socket", daemon=True).start()

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
            self._connection.send(json.dumps(response.to_dict()))
        except ConnectionClosed as gone:
            raise SlackClientNotConnectedError(type(gone).__name__) from gone

    def close(self) -> None:
        """Ends it: its reader lets it go. Waits for Slack's consent for a second at most."""
        self._is_over = True
        if self._connection is not None:
            self._connection.close()

    def _read(self, connection: ClientConnection) -> None:
        try:
            while not self._is_over:
                self._hear(connection.recv())
        except ConnectionClosed as ended:
            log.info("the connection ends: %s", type(ended).__name__)
        finally:
            self._is_over = True
            connection.close()
            self._ended(self)

    def _hear(self, text: str | bytes) -> None:
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            return
        if isinstance(message, Mapping):
            self._heard(self, message)


def _quiet() -> logging.Logger:
    quiet = logging.getLogger("websockets.client")
    quiet.setLevel(logging.CRITICAL)
    return quiet
