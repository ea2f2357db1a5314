"""GET /healthz, /readyz and /metrics, and in front of Slack's path the one door for HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.case.errors import CannotRun, StorageAway
from bot.limits import Limits
from bot.ports import Storage
from handlers.slack.contract.failures import within

PROBES = 4
"""How many are asked at once: one that hangs must not use up the threads that answer Slack."""

log = structlog.get_logger(__name__)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass(frozen=True, slots=True)
class Health:
    """Says what is missing for work to be done. `check_database` raises what it finds."""

    storage: Storage
    check_database: Callable[[], None]
    gauge: Callable[[], None]
    is_connected: Callable[[], bool]
    limits: Limits

    def missing(self) -> list[str]:
        """What isn't there, in words; empty when ready."""
        try:
            self.check_database()
            with self.storage.read() as work:
                policy, identity = work.policies.current(), work.people.identity()
        except (StorageAway, CannotRun) as failure:
            return [f"database: {failure}"]
        except Exception:
            # Its words may hold SQL and addresses; who asks here may be anybody.
            log.exception("readiness_failed")
            return ["database: something unforeseen is wrong, see the log"]
        found = []
        if policy is None:
            found.append("policy: none was applied")
        if identity is None:
            found.append("slack: our identity isn't known yet (auth.test has not succeeded)")
        if not self.is_connected():
            found.append("slack: the Socket Mode connection is down")
        return found


class Door:
    """A WSGI app: the three paths, and everything else to what is behind it."""

    def __init__(self, health: Health, behind: WSGIApplication | None = None) -> None:
        self._health = health
        self._behind = behind
        self._probes = ThreadPoolExecutor(PROBES, thread_name_prefix="probe")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        if path in ("/healthz", "/readyz", "/metrics"):
            if method not in ("GET", "HEAD"):
                return _answer(start_response, "405 Method Not Allowed", "text/plain", b"GET only")
            return self._own(path, start_response)
        if self._behind is not None:
            return self._behind(environ, start_response)
        return _answer(start_response, "404 Not Found", "text/plain", b"Not found")

    def _own(self, path: str, start_response: StartResponse) -> Iterable[bytes]:
        if path == "/healthz":
            return _answer(start_response, "200 OK", "text/plain", b"ok")
        if path == "/metrics":
            with suppress(StorageAway):
                within(self._probes, self._health.limits.probe_seconds, self._health.gauge)
            return _answer(start_response, "200 OK", CONTENT_TYPE_LATEST, generate_latest())
        try:
            missing = within(self._probes, self._health.limits.probe_seconds, self._health.missing)
        except StorageAway:
            missing = ["database: does not answer in time"]
        body = json.dumps({"ready": not missing, "missing": missing}).encode()
        status = "503 Service Unavailable" if missing else "200 OK"
        return _answer(start_response, status, "application/json", body)


def _answer(
    start_response: StartResponse, status: str, content_type: str, body: bytes
) -> Iterable[bytes]:
    start_response(status, [("Content-Type", content_type), ("Content-Length", str(len(body)))])
    return [body]


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        """Says nothing: probes come every few seconds."""


def serve_health(health: Health, port: int) -> Callable[[], None]:
    """Serves the three paths beside a process that has no HTTP of its own; returns how to stop.

    Raises OSError where the port is taken.
    """
    server = make_server("0.0.0.0", port, Door(health), _Threaded, _Quiet)  # noqa: S104
    thread = threading.Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()

    return stop
