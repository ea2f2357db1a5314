"""The process `serve`: the bot over HTTP."""

from __future__ import annotations

import math
import os
import select
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress

import structlog
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.errors import HaltServer
from gunicorn.workers.base import Worker
from slack_bolt import App

from bot.app.processes import WATCH_SECONDS, make_ready, start_logging, working
from bot.app.settings import Settings
from bot.app.tokens import need_tokens
from bot.app.wall_clock import WallClock
from bot.app.wiring import build
from handlers.http.door import Door
from handlers.http.health import Probes
from handlers.http.server import Server
from handlers.http.signed import SignedRequests

FINISHED = {(os.CLD_EXITED, 0), (os.CLD_KILLED, signal.SIGTERM)}
"""How a worker ends that leaves nothing behind: of SIGTERM itself, where it hadn't begun."""
TURN_SECONDS = 0.0005
"""How long a thread may compute before another gets its turn. Python's 5 ms would have an ack wait
for the form that another thread is building."""
log = structlog.get_logger(__name__)


class _Worker(Worker):  # type: ignore[misc]
    """What gunicorn runs: our server with its threads, until it is told to end."""

    def run(self) -> None:
        """Serves what `load` returned, and tells the master each second that it lives."""
        server: Server = self.wsgi
        server.start([listener.sock for listener in self.sockets])
        while self.alive and self.ppid == os.getppid():
            self.notify()
            woken, _, _ = select.select([self.PIPE[0]], [], [], WATCH_SECONDS)
            if woken:  # by a signal
                os.read(self.PIPE[0], 4096)
        server.stop()


class _Master(Arbiter):  # type: ignore[misc]
    """gunicorn's, which ends with 0 also where it had to kill its worker, or where that crashed as
    it stopped: ours says so, once, and ends with 1, as our other processes do."""

    _stopping = False
    _unfinished = False

    def stop(self, graceful: bool = True) -> None:
        """Ends the worker, and waits for its end."""
        self._stopping = True
        super().stop(graceful)

    def reap_workers(self) -> None:
        """Buries who has ended, after a look at how: gunicorn keeps that to itself.

        Raises HaltServer where one could not begin, unless all is ending anyway.
        """
        if not self._stopping:
            super().reap_workers()
            return
        for pid in self.WORKERS:
            ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended is not None and (ended.si_code, ended.si_status) not in FINISHED:
                self._leave_behind(ended=ended.si_status)
        with suppress(HaltServer):
            super().reap_workers()

    def kill_workers(self, sig: int) -> None:
        """Nothing but the end of the grace time kills with SIGKILL here."""
        if sig == signal.SIGKILL:
            self.reap_workers()  # one may have ended since the last look
            if self.WORKERS:
                self._leave_behind(waited=self.cfg.graceful_timeout)
        super().kill_workers(sig)

    def halt(self, reason: str | None = None, exit_status: int = 0) -> None:
        """Ends the process. Raises SystemExit."""
        try:
            super().halt(reason, exit_status)
        except SystemExit:
            if self._unfinished:
                sys.exit(1)
            raise

    def _leave_behind(self, **how: int) -> None:
        if not self._unfinished:
            self._unfinished = True
            log.error("stopped_without_finishing", **how)


class HttpProcess(BaseApplication):  # type: ignore[misc]
    """One gunicorn worker with threads. The bot is built after the fork: threads and connections do
    not survive one."""

    def __init__(self, settings: Settings, host: str, port: int, *, with_worker: bool) -> None:
        self._settings = settings
        self._bind = f"{host}:{port}"
        self._with_worker = with_worker
        self._end: Callable[[], None] = lambda: None
        super().__init__()

    def load_config(self) -> None:
        """What gunicorn is told."""
        chosen: dict[str, object] = {
            "bind": self._bind,
            "workers": 1,
            "worker_class": _Worker,
            # In whole seconds; none would kill at once.
            "graceful_timeout": math.ceil(self._settings.limits.grace_seconds),
            "control_socket_disable": True,
            "worker_exit": lambda _server, _worker: self._finish(),
            "accesslog": None,
            "loglevel": "warning",
        }
        for name, value in chosen.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def run(self) -> None:
        """Until SIGTERM. Raises SystemExit."""
        _Master(self).run()

    def load(self) -> Server:
        """The server, in the worker process."""
        start_logging(self._settings)
        sys.setswitchinterval(TURN_SECONDS)
        bot = build(self._settings)
        at_work = ExitStack()
        at_work.enter_context(working(bot, threading.Event(), worker=self._with_worker))
        self._end = at_work.close
        return self.server(bot.app, Probes(bot.health))

    def _finish(self) -> None:
        """Raises SystemExit where that fails: gunicorn would end with 0."""
        try:
            self._end()
        except Exception:
            log.exception("not_ended")
            sys.exit(1)

    def server(self, app: App, probes: Probes | None) -> Server:
        """What answers probes and, where Slack signed it, through an app."""
        limits, secret = self._settings.limits, self._settings.slack_signing_secret
        slack = SignedRequests(app, secret.get_secret_value(), WallClock())
        return Server(Door(limits, probes, slack), limits)


def serve(settings: Settings, host: str, port: int, *, with_worker: bool) -> None:
    """The bot over HTTP, until SIGTERM. More come as more processes.

    Raises MissingSettings, SchemaOutdated, StorageAway, PolicyUnusable.
    """
    need_tokens(settings, "slack_bot_token", "slack_signing_secret")
    make_ready(settings)
    HttpProcess(settings, host, port, with_worker=with_worker).run()
