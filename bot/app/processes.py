"""The three processes: `run` (Socket Mode), `serve` (HTTP), `worker`; how each starts and ends."""

from __future__ import annotations

import logging
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import structlog
from gunicorn.app.base import BaseApplication
from gunicorn.workers.base import Worker
from slack_bolt import App
from slack_sdk import WebClient

from bot.app.database import open_database
from bot.app.settings import Secret, Settings
from bot.app.wall_clock import WallClock
from bot.app.wiring import Bot, build, prepare
from bot.case.errors import CannotRun
from bot.ports import Clock
from handlers.http.door import Door
from handlers.http.health import Probes
from handlers.http.server import Server, serve_health
from handlers.http.signed import SignedRequests
from handlers.slack.app.socket_mode import Socket

TURN_SECONDS = 0.0005
"""How long a thread may compute before another gets its turn. Python's 5 ms would have an ack wait
for the form that another thread is building."""
WATCH_SECONDS = 1.0
log = structlog.get_logger(__name__)


class Dead(CannotRun):
    """The connection to Slack has been lost for too long: the process is to be started again."""


def start_logging(settings: Settings) -> None:
    """Logs as event plus fields, for people or as JSON, on standard error."""
    level = logging.getLevelName(settings.log_level)
    render = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        # Plain tracebacks: the pretty ones print every frame's values, tokens and all.
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    errors = [structlog.processors.format_exc_info] if settings.log_format == "json" else []
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *errors,
                render,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # Bolt reads the environment by itself, and warns of the token that we hand over differently.
    logging.getLogger("slack_bolt.App").addFilter(lambda r: "will be ignored" not in r.getMessage())
    for chatty in ("slack_bolt", "slack_sdk", "apscheduler", "alembic"):
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING))


def _stop_on_signals(grace_seconds: float) -> threading.Event:
    """Set by SIGTERM and SIGINT. What hangs then (a database that does not answer) is left behind
    after the grace time: everything survives a death at any point.

    A thread waits for them: a handler that interrupts the main thread inside the event's own lock
    would wait for itself for ever.
    """
    numbers = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    stopping = threading.Event()

    def listen() -> None:
        signal.sigwait(numbers)
        stopping.set()
        time.sleep(grace_seconds)
        log.error("stopped_without_finishing", waited=grace_seconds)
        os._exit(1)

    threading.Thread(target=listen, name="signals", daemon=True).start()
    return stopping


@contextmanager
def _working(bot: Bot, stopping: threading.Event, *, worker: bool) -> Iterator[None]:
    """Learns who is who in the background, and delivers and ticks meanwhile."""
    learning = threading.Thread(target=bot.learn, args=(stopping,), name="learn", daemon=True)
    learning.start()
    if worker:
        bot.start_worker()
    try:
        yield
    finally:
        stopping.set()
        if worker:
            bot.stop_worker()
        bot.close()


def _prepare(settings: Settings, calendar: Clock | None = None) -> None:
    database = open_database(settings)
    try:
        for warning in prepare(settings, database, calendar or WallClock()):
            log.warning("policy", note=warning)
    finally:
        database.close()


def run(settings: Settings, calendar: Clock | None = None) -> None:
    """The bot on one machine: Socket Mode, timers and delivery in one process, until SIGTERM.

    Raises MissingSettings, SchemaOutdated, StorageAway, PolicyUnusable, Dead; OSError where PORT is
    taken.
    """
    settings.need("slack_bot_token", "slack_app_token")
    _prepare(settings, calendar)
    stopping = _stop_on_signals(settings.limits.grace_seconds)
    held: list[Socket] = []
    bot = build(
        replace(settings, slack_signing_secret=Secret()),
        calendar=calendar,
        is_connected=lambda: bool(held) and held[0].is_connected(),
    )
    web = WebClient(base_url=settings.api_url, timeout=10, retry_handlers=[])
    socket = Socket(bot.app, settings.slack_app_token.get_secret_value(), web, settings.limits)
    held.append(socket)
    stop_health = serve_health(bot.health, settings.port) if settings.port else None
    try:
        with _working(bot, stopping, worker=True):
            socket.connect_patiently(stopping)
            while not stopping.wait(WATCH_SECONDS):
                socket.mend()
                if socket.is_dead():
                    raise Dead("The connection to Slack is lost and does not come back.")
            socket.finish()
    finally:
        if stop_health is not None:
            stop_health()
    log.info("stopped")


def worker(settings: Settings, calendar: Clock | None = None) -> None:
    """Timers and delivery only, until SIGTERM; any number may run against one PostgreSQL."""
    settings.need("slack_bot_token")
    _prepare(settings, calendar)
    stopping = _stop_on_signals(settings.limits.grace_seconds)
    bot = build(settings, calendar=calendar)
    stop_health = serve_health(bot.health, settings.port) if settings.port else None
    try:
        with _working(bot, stopping, worker=True):
            log.info("worker_started")
            stopping.wait()
    finally:
        if stop_health is not None:
            stop_health()
    log.info("stopped")


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


class _Server(BaseApplication):  # type: ignore[misc]
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
            "graceful_timeout": int(self._settings.limits.grace_seconds),
            "control_socket_disable": True,
            "worker_exit": lambda _server, _worker: self._end(),
            "accesslog": None,
            "loglevel": "warning",
        }
        for name, value in chosen.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Server:
        """The server, in the worker process."""
        start_logging(self._settings)
        sys.setswitchinterval(TURN_SECONDS)
        bot = build(self._settings)
        stopping = threading.Event()
        working = _working(bot, stopping, worker=self._with_worker)
        working.__enter__()
        self._end = lambda: _leave(working)
        return self.server(bot.app, Probes(bot.health))

    def server(self, app: App, probes: Probes | None) -> Server:
        """What answers probes and, where Slack signed it, through an app."""
        limits, secret = self._settings.limits, self._settings.slack_signing_secret
        slack = SignedRequests(app, secret.get_secret_value(), WallClock())
        return Server(Door(limits, probes, slack), limits)


def _leave(working: AbstractContextManager[None]) -> None:
    working.__exit__(None, None, None)


def serve(settings: Settings, host: str, port: int, *, with_worker: bool) -> None:
    """The bot over HTTP, until SIGTERM. More come as more processes.

    Raises MissingSettings, SchemaOutdated, StorageAway, PolicyUnusable.
    """
    settings.need("slack_bot_token", "slack_signing_secret")
    _prepare(settings)
    _Server(settings, host, port, with_worker=with_worker).run()
