"""SIGTERM: what is on its way is finished, the exit code is 0, and nothing is left leased."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from bot.limits import Limits
from handlers.slack.app.socket_mode import Socket
from sandbox import Reply, Sandbox
from tests.reliability.house import SOON, House, until
from tests.reliability.truth import Books


def test_run_finishes_acks_and_deliveries_on_their_way(house: House, books: Books) -> None:
    bot = house.run()
    case = house.raises()
    house.card(case)
    books.settle()
    house.slack.trouble.slow(1.0, ["chat.update", "chat.postMessage"])
    results: list[str] = []

    def claim() -> None:
        house.claims(case)
        results.append(case)

    clicking = threading.Thread(target=claim)
    clicking.start()
    house.slack.wait_for_call("chat.postMessage", lambda c: "claimed" in str(c.arguments))
    clicking.join()
    assert bot.stop() == 0, bot.words()
    assert results
    assert not books.leased()
    assert "stopped" in bot.words()
    house.slack.trouble.up()
    house.run()
    house.reads(case, "Claimed")
    books.settle()
    books.agree()


def test_serve_finishes_requests_and_stops_delivering(house: House, books: Books) -> None:
    bot = house.serve()
    case = house.raises()
    house.card(case)
    replies: list[Reply] = []
    asking = [
        threading.Thread(
            target=lambda: replies.append(
                house.slack.person("U0OWL").command("/escalations", "mine")
            )
        )
        for _ in range(8)
    ]
    house.slack.trouble.slow(0.5, ["chat.postMessage"])
    house.claims(case)
    for thread in asking:
        thread.start()
    until(lambda: replies, "nobody was answered")
    code = bot.stop()
    for thread in asking:
        thread.join()
    assert code == 0, bot.words()
    # A request that came after the door was closed is refused at once, and none is left hanging.
    assert all(r.error is None or r.status is None for r in replies)
    assert not books.leased()
    house.slack.trouble.up()
    house.serve()
    books.settle()
    books.agree()


@pytest.mark.soak
def test_a_process_that_can_not_reach_slack_stops_in_time(house: House) -> None:
    house.slack.trouble.down("refused")
    bot = house.spawn("run")
    bot.serves("/healthz")
    began = time.monotonic()
    assert bot.stop() == 0, bot.words()
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("command", ["run", "worker", "serve"])
def test_who_learns_from_a_slow_slack_at_its_end_is_left_behind(house: House, command: str) -> None:
    house.slack.trouble.slow(60, ["users.list"])  # longer than it may take to end
    bot = house.spawn(command)
    bot.serves()  # once it knows who it is, which is asked first

    assert bot.stop() == 0, bot.words()
    assert "stopped_without_finishing" not in bot.words()


@pytest.mark.parametrize(
    "point",
    [
        "requests_finished",
        "requests_finished:1:bug",
        "deliveries_finished",
        "deliveries_finished:1:bug",
    ],
)
def test_serve_whose_worker_crashes_as_it_stops_says_so_once_and_ends_with_1(
    house: House, point: str
) -> None:
    bot = house.serve(dies_at=point)

    assert bot.stop() == 1, bot.words()
    assert bot.words().count("stopped_without_finishing") == 1, bot.words()


@pytest.mark.parametrize("whom", ["the master", "all, as a terminal does"])
def test_ctrl_c_ends_serve(house: House, whom: str) -> None:
    bot = house.serve()
    house.card(house.raises())
    if whom == "the master":
        os.kill(bot.pid, signal.SIGINT)
    else:
        os.killpg(bot.pid, signal.SIGINT)

    assert bot.dies() == 0, bot.words()
    assert "stopped_without_finishing" not in bot.words()
    assert "Traceback" not in bot.words()


def test_a_connection_closed_in_the_moment_it_begins_is_closed() -> None:
    with Sandbox() as slack:
        web = WebClient(base_url=slack.api_url, timeout=5, retry_handlers=[])
        app = App(token="xoxb-1", signing_secret="", token_verification_enabled=False)
        for after in (0.0, 0.001, 0.003, 0.01, 0.03):
            socket = Socket(app, slack.app_token, web, Limits())
            stopping = threading.Event()
            connecting = threading.Thread(target=socket.connect_patiently, args=(stopping,))
            connecting.start()
            stopping.wait(after)
            socket.finish()
            stopping.set()
            connecting.join(SOON)

            assert not connecting.is_alive(), "it hangs"
            until(lambda: slack.sockets_connected == 0, "a connection is left behind")
