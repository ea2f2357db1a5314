"""Signatures, the three seconds, retries, and Socket Mode's connections."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Literal

import aiohttp
import pytest
import requests
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.workspace.waiting import LONG_ENOUGH
from tests.sandbox.conftest import HASTY, over_http, over_socket


def counting(app: App, event: str = "app_mention") -> list[str]:
    seen: list[str] = []
    app.event(event)(lambda body: seen.append(body["event_id"]))
    return seen


@pytest.mark.parametrize("patience", [HASTY])
def test_a_late_ack_is_an_error_for_the_person(slack: Sandbox, connected: App) -> None:
    given_up = threading.Event()

    def late(ack: Callable[[], None]) -> None:
        given_up.wait(LONG_ENOUGH)
        ack()

    connected.command("/escalate")(late)
    reply = slack.person("U0OTTER").command("/escalate")
    given_up.set()
    assert reply.error == "/escalate failed because the app did not respond."
    assert slack.deliveries[-1].outcome == "timeout"
    assert len(slack.deliveries) == 1


def test_an_app_that_is_not_there_is_an_error_for_the_person(slack: Sandbox) -> None:
    otter = slack.person("U0OTTER")
    assert otter.command("/escalate").error == "/escalate failed because the app did not respond."
    slack.deliver_http("http://127.0.0.1:9/slack/events")
    assert otter.command("/escalate").error is not None
    assert [d.outcome for d in slack.deliveries] == ["no_connection", "connection_failed"]


def test_only_status_200_is_an_ack(slack: Sandbox, by_http: App) -> None:
    assert slack.person("U0OTTER").command("/escalate").error is not None
    assert (slack.deliveries[-1].status, slack.deliveries[-1].outcome) == (404, "http_error")


def test_a_wrong_or_old_signature_is_the_apps_to_refuse(slack: Sandbox, by_http: App) -> None:
    by_http.command("/escalate")(lambda ack: ack())
    slack.person("U0OTTER").command("/escalate")
    first = slack.deliveries[0]
    assert first.status == 200
    assert slack.redeliver(first).status == 200
    assert slack.redeliver(first, secret="another").status == 401
    assert slack.redeliver(first, age=400).status == 401


def test_an_event_is_repeated_with_its_id_until_it_is_acknowledged(
    slack: Sandbox, by_http: App
) -> None:
    seen: list[tuple[str, Sequence[str] | None]] = []

    def failing_twice(body: dict, request: BoltRequest) -> None:
        seen.append((body["event_id"], request.headers.get("x-slack-retry-num")))
        if len(seen) < 3:
            raise RuntimeError("not yet")

    by_http.event("app_mention")(failing_twice)
    slack.person("U0HERON").mention("C0EXEC", "claim")
    slack.wait_until_quiet()
    assert [number for _, number in seen] == [None, ["1"], ["2"]]
    assert len({event_id for event_id, _ in seen}) == 1
    assert [d.retry_reason for d in slack.deliveries] == ["", "http_error", "http_error"]


def test_an_event_nobody_takes_is_given_up_after_three_more(slack: Sandbox) -> None:
    slack.person("U0HERON").mention("C0EXEC", "claim")
    slack.wait_until_quiet()
    assert [d.attempt for d in slack.deliveries] == [0, 1, 2, 3]


def test_a_command_is_never_repeated(slack: Sandbox) -> None:
    slack.person("U0OTTER").command("/escalate")
    slack.wait_until_quiet()
    assert len(slack.deliveries) == 1


def test_a_socket_link_works_once(slack: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {slack.app_token}"}
    opened = requests.post(slack.api_url + "apps.connections.open", headers=headers, timeout=30)
    link = opened.json()["url"].replace("ws://", "http://")
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }
    with requests.get(link, headers=upgrade, timeout=30, stream=True) as first:
        assert first.status_code == 101
    assert requests.get(link, headers=upgrade, timeout=30).status_code == 403


def test_a_socket_needs_the_app_token(slack: Sandbox, client: WebClient) -> None:
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    answer = requests.post(slack.api_url + "apps.connections.open", headers=headers, timeout=30)
    assert answer.json()["error"] == "not_allowed_token_type"


def test_each_payload_goes_to_one_of_the_sockets(slack: Sandbox, app: App) -> None:
    seen: list[str] = []
    app.command("/escalate")(lambda ack, body: (seen.append(body["trigger_id"]), ack()))
    with over_socket(slack, app), over_socket(slack, app):
        slack.core.workspace.wait(lambda: slack.sockets_connected == 2 or None, 5)
        for _ in range(6):
            assert slack.person("U0OTTER").command("/escalate").error is None
    assert len(seen) == len(set(seen)) == 6


def test_the_eleventh_socket_is_turned_away(slack: Sandbox) -> None:
    async def eleven() -> list[str]:
        headers = {"Authorization": f"Bearer {slack.app_token}"}
        async with aiohttp.ClientSession() as http:
            sockets = []
            for _ in range(11):
                answer = await http.post(slack.api_url + "apps.connections.open", headers=headers)
                sockets.append(await http.ws_connect((await answer.json())["url"]))
            frames = [await socket.receive_json() for socket in sockets]
            for socket in sockets:
                await socket.close()
            return [frame.get("reason", frame["type"]) for frame in frames]

    assert asyncio.run(eleven()) == ["hello"] * 10 + ["too_many_websockets"]


def test_a_client_comes_back_when_it_is_asked_to_refresh(slack: Sandbox, app: App) -> None:
    app.command("/escalate")(lambda ack: ack("here"))
    with over_socket(slack, app):
        slack.disconnect("refresh_requested", grace=0.1)
        slack.wait_for_socket()
        assert slack.person("U0OTTER").command("/escalate").text == "here"
    assert len(slack.calls("apps.connections.open")) == 2


def test_delivery_can_move_from_socket_to_http(slack: Sandbox, app: App) -> None:
    app.command("/escalate")(lambda ack: ack("here"))
    with over_socket(slack, app):
        slack.person("U0OTTER").command("/escalate")
        with over_http(slack, app):
            slack.person("U0OTTER").command("/escalate")
        slack.deliver_by_socket()
        slack.person("U0OTTER").command("/escalate")
    assert [d.transport for d in slack.deliveries] == ["socket", "http", "socket"]


@pytest.mark.parametrize("how", ["refused", "reset", "503"])
def test_events_still_reach_an_app_while_its_calls_fail(
    slack: Sandbox, by_socket: App, how: Literal["refused", "reset", "503"]
) -> None:
    seen = counting(by_socket)
    slack.trouble.down(how)
    slack.person("U0HERON").mention("C0EXEC", "claim")
    slack.wait_until_quiet()
    slack.trouble.up()
    assert len(seen) == 1
