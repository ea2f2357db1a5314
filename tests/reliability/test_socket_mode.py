"""Slack ends connections as it pleases: the bot comes back, and nothing is lost."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.limits import Limits
from handlers.slack.app.socket_mode import Socket
from sandbox import Sandbox
from sandbox.workspace.waiting import LONG_ENOUGH
from tests.reliability.house import SOON, House, until
from tests.reliability.truth import Books
from tests.support.unhurried import patient

PATIENT = Path(__file__).with_name("patient.py")
TEN_TIMES_AS_SOON = (
    "import functools, bot.limits as limits, bot.app.settings as settings\n"
    "import handlers.slack.app.socket_mode as socket_mode\n"
    "from bot.app.cli import app\n"
    "socket_mode.PAUSES = tuple(pause / 10 for pause in socket_mode.PAUSES)\n"
    "settings.Limits = functools.partial(limits.Limits, socket_lasts_seconds=5)\n"
    "app()"
)
"""A bot whose pauses are a tenth of what they are."""


@contextmanager
def connected(slack: Sandbox, limits: Limits) -> Iterator[Socket]:
    """A connection with an app that only acknowledges."""
    web = WebClient(base_url=slack.api_url, timeout=5, retry_handlers=[])
    app = App(
        signing_secret="none", authorize=lambda: AuthorizeResult(enterprise_id="", team_id="")
    )
    app.command("/escalations")(lambda ack: ack())
    connection = Socket(app, slack.app_token, web, limits)
    connection.connect_patiently(threading.Event())
    try:
        yield connection
    finally:
        connection.finish()


def opens(slack: Sandbox, number: int) -> None:
    """Until so many connections have been opened in all, and one is there."""
    until(lambda: len(slack.calls("apps.connections.open")) == number, "none is opened")
    slack.wait_for_socket()


@pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
def test_a_new_connection_is_read_before_the_old_one_is_left(reason: str) -> None:
    limits = Limits(socket_lasts_seconds=0, socket_leave_seconds=LONG_ENOUGH)
    with Sandbox(patience=patient()) as slack:
        slack.ping_sockets_every(60)  # which is as rare as Slack's: reading waits for what comes
        with connected(slack, limits):
            slack.wait_for_socket()
            for number in (2, 3):
                with slack.renewing_sockets(reason):
                    opens(slack, number)
                    reply = slack.person("U0OWL").command("/escalations", "mine")

                    assert reply.error is None, "nobody reads it while the old one is there"


def test_a_request_that_came_by_the_old_connection_is_acknowledged_there(
    house: House, books: Books
) -> None:
    house.run(program=(str(PATIENT),))
    case = house.raises()
    card = house.card(case)
    books.settle()
    file = house.database_url.removeprefix("sqlite:///")
    heron = house.slack.person("U0HERON")
    with (
        ThreadPoolExecutor(1) as aside,
        closing(sqlite3.connect(file, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        clicked = aside.submit(heron.click, card, "Claim")
        until(lambda: house.slack.envelopes_under_way, "it isn't sent")
        with house.slack.renewing_sockets():
            opens(house.slack, 2)
            assert not clicked.done()
            other.execute("ROLLBACK")

            assert clicked.result(SOON).error is None
    house.reads(case, "Claimed")


@pytest.mark.parametrize("reason", ["link_disabled", "too_many_websockets"])
def test_a_slack_that_ends_every_connection_is_asked_more_and_more_rarely(
    house: House, reason: str
) -> None:
    bot = house.run(program=("-c", TEN_TIMES_AS_SOON))
    bot.serves("/readyz")
    before = len(house.slack.calls("apps.connections.open"))
    house.slack.refuse_sockets(reason)
    house.slack.disconnect(reason, 0)

    def told() -> list[str]:
        return re.findall(rf"socket_refused +reason={reason} retry_in=([\d.]+)\n", bot.words())

    until(lambda: len(told()) >= 4, "it is not tried again")
    opened = len(house.slack.calls("apps.connections.open")) - before
    pauses = [float(pause) for pause in told()]

    assert pauses[:4] == sorted(set(pauses[:4])), "the pauses don't grow"
    assert opened <= len(pauses), "it's tried without a pause"
    until(lambda: bot.get("/readyz")[0] == 503, "it calls itself ready")
    assert bot.is_running
    house.slack.refuse_sockets(None)
    house.slack.wait_for_socket()
    assert house.slack.person("U0OWL").command("/escalations", "mine").error is None
    bot.serves("/readyz")


def test_a_connection_that_does_not_last_makes_nothing_ready() -> None:
    with Sandbox() as slack:
        limits = Limits(socket_lasts_seconds=2.0, socket_refused_seconds=0.0)
        with connected(slack, limits) as socket:
            assert socket.is_connected()
            slack.disconnect("link_disabled", 0)
            slack.wait_for_socket()
            seen: list[bool] = []

            def is_ready(found: list[bool] = seen, asked: Socket = socket) -> bool:
                found.append(asked.is_connected())
                return found[-1]

            until(is_ready, "it is never ready")

            assert not seen[0], "a connection may be ended in the next moment"


def test_a_dropped_connection_is_noticed_without_a_ping() -> None:
    with Sandbox() as slack:
        slack.ping_sockets_every(60)
        with connected(slack, Limits(socket_lasts_seconds=0)):
            slack.wait_for_socket()
            slack.drop_sockets()
            opens(slack, 2)

            assert slack.person("U0OWL").command("/escalations", "mine").error is None


def test_a_connection_that_slack_renews_or_drops_is_made_again(house: House, books: Books) -> None:
    bot = house.run(program=("-c", TEN_TIMES_AS_SOON))
    case = house.raises()
    books.settle()
    house.slack.disconnect("warning")
    house.slack.wait_for_socket()
    house.claims(case)
    house.reads(case, "Claimed")
    house.slack.disconnect("refresh_requested")
    house.slack.wait_for_socket()
    heron = house.slack.person("U0HERON")
    heron.mention("C0EXEC", "release", thread=house.card(case))
    house.reads(case, "*Open*, offered to")
    house.slack.drop_sockets()
    heron.mention("C0EXEC", "claim", thread=house.card(case))
    house.slack.wait_for_socket(30)
    until(lambda: bot.get("/readyz")[0] == 200, "it is not connected again")
    house.slack.wait_until_quiet()
    if books.happened(case, "claimed") == 1:
        # Nobody was connected for longer than this Slack repeats an event.
        heron.mention("C0EXEC", "claim", thread=house.card(case))
    house.reads(case, "Claimed")
    books.settle()
    assert books.happened(case, "claimed") == 2
    books.agree()


def test_connecting_is_tried_until_slack_lets_it(house: House) -> None:
    house.slack.deliver_by_socket()
    house.slack.trouble.fail("apps.connections.open", "internal_error", 2)
    bot = house.spawn("run")
    bot.says("socket_not_connected")
    house.slack.wait_for_socket(30)
    bot.says("socket_connected")
    assert house.raises() == "ESC-1"


@pytest.mark.soak
def test_a_connection_lost_during_an_outage_comes_back_after_it(house: House, books: Books) -> None:
    bot = house.run()
    books.settle()
    house.slack.trouble.fail("apps.connections.open", "internal_error", None)
    house.slack.drop_sockets()
    until(lambda: bot.get("/readyz")[0] == 503, "it still calls itself ready")
    house.slack.trouble.up()
    bot.serves("/readyz")
    case = house.raises()
    house.card(case)
    books.settle()
    books.agree()
