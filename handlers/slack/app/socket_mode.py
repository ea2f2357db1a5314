"""Socket Mode with a life of our own: connects with patience, ends without losing an ack."""

from __future__ import annotations

import threading
import time

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.limits import Limits

PING_SECONDS = 3
RETRY_SECONDS = (1, 2, 5, 10, 30)
log = structlog.get_logger(__name__)


class Socket(SocketModeHandler):
    """Bolt's handler, which here stops taking requests before it closes."""

    def __init__(self, app: App, app_token: str, web_client: WebClient, limits: Limits) -> None:
        super().__init__(
            app,
            app_token,
            web_client=web_client,
            concurrency=limits.request_threads,
            ping_interval=PING_SECONDS,
        )
        self._limits = limits
        self._accepts = True
        self._on_their_way = 0
        self._changed = threading.Condition()
        self._lost_since: float | None = None

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Takes a request, unless the process is ending: Slack then gives it to another connection,
        or delivers it again."""
        with self._changed:
            if not self._accepts:
                return
            self._on_their_way += 1
        try:
            super().handle(client, req)
        except Exception as error:
            log.warning("ack_not_sent", error=type(error).__name__)
        finally:
            with self._changed:
                self._on_their_way -= 1
                self._changed.notify_all()

    def connect_patiently(self, stopping: threading.Event) -> None:
        """Connects, trying again with growing pauses until it succeeds or the process is to end."""
        for attempt in range(10**9):
            if stopping.is_set():
                return
            try:
                self.client.connect()
            except Exception as error:
                wait = RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)]
                log.warning("socket_not_connected", error=type(error).__name__, retry_in=wait)
                self.client.wss_uri = None
                stopping.wait(wait)
            else:
                log.info("socket_connected")
                return

    def is_connected(self) -> bool:
        """Whether there is a connection."""
        return bool(self.client.is_connected())

    def mend(self) -> None:
        """Gives up a connection whose ping failed; the client then makes another. By itself it
        would wait for five failures, reading nothing in a busy loop, and commands would be lost."""
        session = self.client.current_session
        if session is not None and session.consecutive_check_state_error_count:
            log.warning("socket_lost")
            session.disconnect()

    def is_dead(self) -> bool:
        """Whether the connection has been lost for too long."""
        if self.is_connected():
            self._lost_since = None
            return False
        self._lost_since = self._lost_since or time.monotonic()
        return time.monotonic() - self._lost_since > self._limits.socket_dead_seconds

    def finish(self) -> None:
        """Takes nothing more, lets acks on their way go out, then closes."""
        with self._changed:
            self._accepts = False
            self._changed.wait_for(
                lambda: self._on_their_way == 0, timeout=self._limits.socket_acks_seconds
            )
        self._close()

    def _close(self) -> None:
        """Closes, and says again and again that it is over: a receiver of the client that begins at
        this moment takes it back (slack_sdk's `_run_current_session` resets `terminated`), and
        closing would wait for it for ever. What still hangs then is a daemon, left behind."""
        closing = threading.Thread(target=self.client.close, name="close", daemon=True)
        closing.start()
        until = time.monotonic() + self._limits.socket_close_seconds
        while closing.is_alive() and time.monotonic() < until:
            closing.join(0.05)
            self.client.current_session_state.terminated = True
