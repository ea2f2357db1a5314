"""The workspace with the real bot in it: how it is attached, how time passes, what people see."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from slack_sdk import WebClient
from sqlalchemy import Engine

from bot.app.settings import Settings
from bot.app.wall_clock import WallClock
from bot.app.wiring import Bot, build, prepare
from bot.limits import Limits
from handlers.http.door import Door
from handlers.http.health import Probes
from handlers.http.server import Server
from handlers.http.signed import SignedRequests
from handlers.slack.app.socket_mode import Socket
from sandbox import Sandbox
from sandbox.bot.process import ALWAYS_ASK_MORE
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.mrkdwn import shown
from sandbox.workspace.transcript import block_lines
from storage.database import Database
from storage.tables import PENDING, OutboxRow
from tests.support.looking import rows

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
"""When every story begins: half past ten in Copenhagen."""
SOON = 30.0
"""How long anything may take on a busy machine; what works waits for nothing."""


SLOWER = 30
"""So many times as slowly as the machine's does a story's calendar run on: what is read in whole
minutes is of the same minute, however busy the machine is."""


class MovableClock:
    """A calendar that begins on a Monday, runs on slowly, and can be moved forward."""

    def __init__(self, start: datetime = MONDAY) -> None:
        self._start = start
        self._began = time.monotonic()
        self._ahead = timedelta()

    def now(self) -> datetime:
        passed = timedelta(seconds=time.monotonic() - self._began)
        return self._start + self._ahead + passed / SLOWER

    def forward(self, span: timedelta) -> None:
        if span < timedelta():
            raise ValueError("A calendar only moves forward.")
        self._ahead += span


@contextmanager
def over_http(slack: Sandbox, bot: Bot) -> Iterator[None]:
    """The bot behind a web server, as `serve` has it."""
    secret = slack.environment()["SLACK_SIGNING_SECRET"]
    signed = SignedRequests(bot.app, secret, WallClock())
    limits = bot.health.limits
    server = Server(Door(limits, Probes(bot.health), signed), limits)
    bound = socket.create_server(("127.0.0.1", 0))
    server.start([bound])
    slack.deliver_http(f"http://127.0.0.1:{bound.getsockname()[1]}/slack/events")
    try:
        yield
    finally:
        server.stop()


@contextmanager
def over_socket(slack: Sandbox, bot: Bot) -> Iterator[None]:
    """The bot on a socket, as `run` has it."""
    slack.deliver_by_socket()
    client = WebClient(base_url=slack.api_url, timeout=5, retry_handlers=[])
    connection = Socket(bot.app, slack.app_token, client, Limits())
    connection.connect_patiently(threading.Event())
    slack.wait_for_socket()
    try:
        yield
    finally:
        connection.finish()


TRANSPORTS = {"http": over_http, "socket": over_socket}


@dataclass
class Workplace:
    """One workspace, one bot, one calendar."""

    slack: Sandbox
    settings: Settings
    transport: str
    clock: MovableClock
    limits: Limits
    engine: Engine

    def __post_init__(self) -> None:
        self._running = ExitStack()
        self.slack.changed_by(*ALWAYS_ASK_MORE)

    def start(self) -> None:
        """Starts the bot as its processes do, with everybody known before the first request."""
        database = Database(self.engine, WallClock().now)
        self.bot = build(self.settings, calendar=self.clock, limits=self.limits, database=database)
        self._running.callback(self.bot.close)
        prepare(self.settings, self.bot.remembered, self.clock)
        self._learn()
        self.bot.start_worker()
        self._running.callback(self.bot.stop_worker)
        self._running.enter_context(TRANSPORTS[self.transport](self.slack, self.bot))

    def _learn(self) -> None:
        """Until everybody is known and what is wrong with the set-up is said: it is asked about
        again beside the work, until it is mended or the bot stops."""
        stopping = threading.Event()
        learning = threading.Thread(target=self.bot.learn, args=(stopping,), daemon=True)
        learning.start()
        self._running.callback(learning.join)
        self._running.callback(stopping.set)
        deadline = time.monotonic() + SOON
        while learning.is_alive() and not self.bot.health.setup():
            assert time.monotonic() < deadline, "the bot does not learn who is who"
            learning.join(0.005)

    def stop(self) -> None:
        self._running.close()

    def restart(self) -> None:
        self.stop()
        self.start()

    # -- time ---------------------------------------------------------------------------------

    def later(self, **span: float) -> None:
        """So much time passes, and everything that it brings is said."""
        self.passes(**span)
        self.settle()

    def passes(self, **span: float) -> None:
        """So much time passes, and what it brings is on its way."""
        self.settle()
        self.clock.forward(timedelta(**span))
        self.bot.ticks.tick()

    def until(self, at: datetime) -> None:
        """Time passes until then, and everything that it brings is said."""
        self.later(seconds=(at - self.clock.now()).total_seconds())

    def settle(self) -> None:
        """Until the bot has nothing left to say."""
        self.slack.wait_until_quiet()
        outbox, machine = self.bot.remembered.outbox, datetime.now
        deadline = time.monotonic() + SOON
        while self._something_is_due() or outbox.state(machine(UTC)).waiting:
            assert time.monotonic() < deadline, "the bot does not come to rest"
            time.sleep(0.005)

    def draws_home(self, user: str, before: str) -> None:
        """Until somebody's Home is another than that of this hash, or has been looked at and is as
        it's to be: it isn't drawn again then."""
        self.slack.wait_until_quiet()
        views, deadline = self.slack.core.views, time.monotonic() + SOON
        while (home := views.home(user)) is None or home.hash == before:
            waiting = [row.lane for row in rows(self.engine, OutboxRow) if row.state in PENDING]
            if home is not None and f"home:{user}" not in waiting:
                return
            assert time.monotonic() < deadline, "the Home isn't drawn"
            time.sleep(0.005)

    def _something_is_due(self) -> bool:
        """A tick that runs already fires what a move has made due, while the move goes on."""
        with self.bot.remembered.storage.read() as work:
            timer = work.timers.next()
        return timer is not None and timer.due_at <= self.clock.now()

    # -- what is seen -------------------------------------------------------------------------

    def read(self, message: SlackMessage, zone: str = "Europe/Copenhagen") -> str:
        """A message as people read it: blocks where there are any, mentions as names."""
        workspace = self.slack.core.workspace
        if not message.blocks:
            return shown(workspace, message.text, zone)
        return "\n".join(block_lines(workspace, list(message.blocks), zone))

    def wait(self, look: Callable[[], object], words: str) -> None:
        """Until it is so."""
        found = self.slack.core.workspace.wait(lambda: True if look() else None, SOON)
        assert found, words
