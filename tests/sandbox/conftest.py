"""A small real Bolt app, connected to a local Slack by HTTP or by socket."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

from sandbox import Manifest, Patience, Sandbox
from tests.support.unhurried import patient


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def over_http(slack: Sandbox, app: App) -> Iterator[None]:
    server = make_server(
        "127.0.0.1", 0, SlackRequestHandler(app), server_class=_Threads, handler_class=_Silent
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    slack.deliver_http(f"http://127.0.0.1:{server.server_port}/slack/events")
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def over_socket(slack: Sandbox, app: App) -> Iterator[None]:
    handler = SocketModeHandler(app, slack.app_token)
    handler.connect()  # type: ignore[no-untyped-call]
    slack.wait_for_socket()
    try:
        yield
    finally:
        closing = threading.Thread(target=handler.close)
        closing.start()
        while closing.is_alive():  # the client sees that it is closed after its next message
            handler.client.message_queue.put("{}")
            closing.join(0.02)


Connect = Callable[[Sandbox, App], object]


def subscribed_to(*message_events: str) -> Manifest:
    """The app's manifest, but of messages the app hears just these events."""
    manifest = Manifest.read()
    others = {name for name in manifest.events if not name.startswith("message.")}
    return replace(manifest, events=frozenset(others | {*message_events}))


PATIENT = patient(0.0, 0.05, 0.1)
HASTY = Patience(ack=0.5, event_retries=PATIENT.event_retries)


@contextmanager
def workspace(*message_events: str, patience: Patience = PATIENT) -> Iterator[Sandbox]:
    """One that tells no busy machine from a late ack: nothing is sent twice for that."""
    with Sandbox(manifest=subscribed_to(*message_events), patience=patience) as sandbox:
        yield sandbox


@pytest.fixture
def patience() -> Patience:
    """How long an ack may take; a test of late ones says HASTY."""
    return PATIENT


@pytest.fixture
def slack(patience: Patience) -> Iterator[Sandbox]:
    """A workspace whose app hears of no messages but those that mention it."""
    with workspace(patience=patience) as sandbox:
        yield sandbox


@pytest.fixture
def client(slack: Sandbox) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def app(slack: Sandbox, client: WebClient) -> App:
    return App(
        name="test",  # Bolt looks through every loaded module for one otherwise
        client=client,
        signing_secret=slack.signing_secret,
        process_before_response=True,
    )


@pytest.fixture(params=["http", "socket"])
def connected(request: pytest.FixtureRequest, slack: Sandbox, app: App) -> Iterator[App]:
    """The app, connected either way; listeners may be added by the test."""
    connect = over_http if request.param == "http" else over_socket
    with connect(slack, app):
        yield app


@pytest.fixture
def by_http(slack: Sandbox, app: App) -> Iterator[App]:
    with over_http(slack, app):
        yield app


@pytest.fixture
def by_socket(slack: Sandbox, app: App) -> Iterator[App]:
    with over_socket(slack, app):
        yield app
