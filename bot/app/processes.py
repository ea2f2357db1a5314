"""The processes `run` (Socket Mode) and `worker`; how each process starts and ends."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import structlog

from bot.app.database import open_database
from bot.app.settings import Secret, Settings
from bot.app.tokens import need_tokens
from bot.app.wall_clock import WallClock
from bot.app.wiring import Bot, build, prepare
from bot.case.errors import CannotRun
from bot.ports import Clock
from handlers.slack.app.socket_mode import Socket
from handlers.web_api.client import Client

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
    for chatty in ("slack_bolt", "apscheduler", "alembic"):
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING))
    # Each call that fails has an event of ours; slack_sdk's repeat the answer, and with it people.
    logging.getLogger("slack_sdk").setLevel(level if level <= logging.DEBUG else logging.CRITICAL)


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
def working(bot: Bot, stopping: threading.Event, *, worker: bool) -> Iterator[None]:
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
        # So that "stopped" is the last word; one that hangs at Slack, or has much to read there, is
        # left behind well before the process is said to hang.
        learning.join(bot.settings.limits.grace_seconds / 2)
        bot.close()


def make_ready(settings: Settings, calendar: Clock | None = None) -> None:
    """Makes the database ready, and logs what is rarely meant in the policy.

    Raises SchemaOutdated, StorageAway, PolicyUnusable.
    """
    database = open_database(settings)
    try:
        for warning in prepare(settings, database, calendar or WallClock()):
            log.warning("policy", note=warning)
    finally:
        database.close()


def _serve_probes(bot: Bot) -> Callable[[], None]:
    """Serves health and metrics where PORT is set; returns how to stop.

    Raises OSError where the port is taken.
    """
    if not bot.settings.port:
        return lambda: None
    # Late: aiohttp takes as long to import as the rest of the bot does.
    from handlers.http.server import serve_probes

    return serve_probes(bot.health, bot.settings.port)


def _wait_until_known(bot: Bot, stopping: threading.Event) -> None:
    """At a first start: what comes before Slack has told who we are is only told to come again."""
    gives_up_at = time.monotonic() + bot.settings.limits.introduction_seconds
    while not bot.knows_itself() and time.monotonic() < gives_up_at:
        if stopping.wait(0.05):
            return


def run(settings: Settings, calendar: Clock | None = None) -> None:
    """The bot on one machine: Socket Mode, timers and delivery in one process, until SIGTERM.

    Raises MissingSettings, SchemaOutdated, StorageAway, PolicyUnusable, Dead; OSError where PORT is
    taken.
    """
    need_tokens(settings, "slack_bot_token", "slack_app_token")
    make_ready(settings, calendar)
    stopping = _stop_on_signals(settings.limits.grace_seconds)
    held: list[Socket] = []
    bot = build(
        replace(settings, slack_signing_secret=Secret()),
        calendar=calendar,
        is_connected=lambda: bool(held) and held[0].is_connected(),
    )
    web = Client(base_url=settings.api_url, timeout=10, retry_handlers=[])
    socket = Socket(bot.app, settings.slack_app_token.get_secret_value(), web, settings.limits)
    held.append(socket)
    stop_probes = _serve_probes(bot)
    try:
        with working(bot, stopping, worker=True):
            _wait_until_known(bot, stopping)
            socket.connect_patiently(stopping)
            while not stopping.wait(WATCH_SECONDS):
                if socket.is_dead():
                    raise Dead("The connection to Slack is lost and does not come back.")
            socket.finish()
    finally:
        stop_probes()
    log.info("stopped")


def worker(settings: Settings, calendar: Clock | None = None) -> None:
    """Timers and delivery only, until SIGTERM; any number may run against one PostgreSQL."""
    need_tokens(settings, "slack_bot_token")
    make_ready(settings, calendar)
    stopping = _stop_on_signals(settings.limits.grace_seconds)
    bot = build(settings, calendar=calendar)
    stop_probes = _serve_probes(bot)
    try:
        with working(bot, stopping, worker=True):
            log.info("worker_started")
            stopping.wait()
    finally:
        stop_probes()
    log.info("stopped")
