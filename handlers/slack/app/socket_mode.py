"""Socket Mode: one connection is kept, the next one read before it is left, and no ack is lost."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientNotConnectedError
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.limits import Limits
from handlers.slack.app.socket_line import Line
from handlers.slack.contract.sense import makes_sense

PAUSES = (0, 1, 2, 5, 10, 30)
"""Before each connection in a row that does not last, in seconds."""
WANTED_BACK = frozenset({"refresh_requested", "warning"})
"""Why Slack ends a connection that it wants to be made anew."""
log = structlog.get_logger(__name__)


class Socket:
    """The connection to Slack. A thread makes it, and makes it anew when it ends or is to end: at
    once after one that has lasted, else with growing pauses."""

    def __init__(self, app: App, app_token: str, web_client: WebClient, limits: Limits) -> None:
        self._app = app
        self._token = app_token
        self._web = web_client
        self._limits = limits
        self._workers = ThreadPoolExecutor(limits.request_threads, thread_name_prefix="envelope")
        self._changed = threading.Condition()
        self._accepts = True
        self._on_their_way = 0
        self._line: Line | None = None
        self._is_wanted = threading.Event()
        self._is_over = threading.Event()
        self._in_a_row = 0
        self._refused_since: float | None = None
        self._lost_since: float | None = None

    # -- connecting ---------------------------------------------------------------------------

    def connect_patiently(self, stopping: threading.Event) -> None:
        """Connects, trying again with growing pauses until it succeeds or the process is to end;
        from then on the connection is kept."""
        self._is_wanted.set()
        threading.Thread(target=self._keep, name="connect", daemon=True).start()
        with self._changed:
            while self._line is None and not stopping.is_set():
                self._changed.wait(0.05)

    def _keep(self) -> None:
        while not self._is_over.is_set():
            self._is_wanted.wait()
            self._is_wanted.clear()
            if self._is_over.wait(self._pause()):
                return
            try:
                fresh = self._connected()
            except Exception as error:
                said = error.response.get("error") if isinstance(error, SlackApiError) else None
                kind = type(error)
                name = str(said or (error if kind is ConnectionError else kind.__name__))
                log.warning("socket_not_connected", error=name, retry_in=self._next_pause())
                self._is_wanted.set()
                continue
            with self._changed:
                old, self._line = self._line, fresh
                self._changed.notify_all()
            log.info("socket_connected")
            if self._is_over.is_set():
                fresh.close()
            elif not fresh.is_open:  # it has ended before it was ours
                self._is_wanted.set()
            if old is not None and old.is_open:
                # Slack closes it by itself; until then what it sends there is still taken.
                leaving = threading.Timer(self._limits.socket_leave_seconds, old.close)
                leaving.daemon = True
                leaving.start()

    def _connected(self) -> Line:
        """A new connection that is read. Raises ConnectionError, or what the Web API raises."""
        answer = self._web.apps_connections_open(app_token=self._token)
        line = Line(self._hear, self._ended, self._limits.socket_silent_seconds)
        line.open(str(answer["url"]), self._web.ssl)
        return line

    def _pause(self) -> float:
        """How long to wait before the next connection, which is counted."""
        pause = self._next_pause()
        self._in_a_row += 1
        return pause

    def _next_pause(self) -> float:
        return PAUSES[min(self._in_a_row, len(PAUSES) - 1)]

    def _ended(self, line: Line) -> None:
        """By a connection's reader, at its end."""
        if line is self._line and not line.is_leaving and not self._is_over.is_set():
            log.warning("socket_lost")
            self._has_lasted(line)
            line.is_leaving = True
            self._is_wanted.set()

    def _has_lasted(self, line: Line) -> bool:
        """Whether a connection that ends now was one to rely on; then the next follows at once."""
        has_lasted = line.age() >= self._limits.socket_lasts_seconds
        if has_lasted:
            self._in_a_row = 0
        return has_lasted

    # -- what Slack says ----------------------------------------------------------------------

    def _hear(self, line: Line, message: Mapping[str, object]) -> None:
        """By a connection's reader, for each message."""
        if message.get("type") == "disconnect":
            self._told_to_go(line, str(message.get("reason")))
        elif "envelope_id" in message:
            with suppress(RuntimeError):  # the process has ended meanwhile
                self._workers.submit(self._take, line, dict(message))

    def _told_to_go(self, line: Line, reason: str) -> None:
        is_wanted_back = reason in WANTED_BACK
        if line.is_leaving and is_wanted_back:
            return
        if not self._has_lasted(line) or not is_wanted_back:
            log.warning("socket_refused", reason=reason, retry_in=self._next_pause())
            self._refused_since = self._refused_since or time.monotonic()
        line.is_leaving = True
        self._is_wanted.set()
        if not is_wanted_back:
            line.close()

    def _take(self, line: Line, message: dict[str, object]) -> None:
        """Takes a request, unless the process is ending: Slack then gives it to another connection,
        or delivers it again."""
        request = SocketModeRequest.from_dict(message)
        with self._changed:
            if request is None or not self._accepts:
                return
            if not makes_sense(request.payload):
                log.warning("makes_no_sense")
                return
            self._on_their_way += 1
        try:
            client = _Acks(line, self.acknowledge)
            send_response(client, request, run_bolt_app(self._app, request), time.monotonic())
        except Exception as error:
            log.warning("ack_not_sent", error=type(error).__name__)
        finally:
            with self._changed:
                self._on_their_way -= 1
                self._changed.notify_all()

    def acknowledge(self, line: Line, response: SocketModeResponse) -> None:
        """Sends an ack on the connection that brought the request, or else on the one there is.

        Raises SlackClientNotConnectedError.
        """
        try:
            line.acknowledge(response)
        except SlackClientNotConnectedError:
            now = self._line
            if now is None or now is line:
                raise
            now.acknowledge(response)

    # -- how it is ----------------------------------------------------------------------------

    def is_connected(self) -> bool:
        """Whether there is a connection, and Slack doesn't end each one as soon as it is made."""
        line = self._line
        if line is None or not line.is_open:
            return False
        if line.age() >= self._limits.socket_lasts_seconds and not line.is_leaving:
            self._refused_since = None
        since = self._refused_since
        return since is None or time.monotonic() - since <= self._limits.socket_refused_seconds

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
        self._is_over.set()
        self._is_wanted.set()
        with self._changed:
            line = self._line
        if line is not None:
            line.close()
        self._workers.shutdown(wait=False, cancel_futures=True)


class _Acks(BaseSocketModeClient):
    """What Bolt answers a request through: the connection that brought it."""

    def __init__(self, line: Line, acknowledge: Callable[[Line, SocketModeResponse], None]) -> None:
        self.logger = logging.getLogger("slack_sdk.socket_mode")
        self._line = line
        self._acknowledge = acknowledge

    def send_socket_mode_response(self, response: dict[str, object] | SocketModeResponse) -> None:
        assert isinstance(response, SocketModeResponse)
        self._acknowledge(self._line, response)
