"""The workspace as tests and the program hold it: start, people, channels, trouble, records."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sandbox.page.routes import Page
from sandbox.people.admin import Admin
from sandbox.people.client import Client
from sandbox.people.conversation import Conversation
from sandbox.people.slack_user import SlackUser
from sandbox.transport.delivery import Forgery, Patience
from sandbox.transport.server import Server
from sandbox.workspace.clock import SystemClock, TwoClocks
from sandbox.workspace.core import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Core
from sandbox.workspace.manifest import Manifest
from sandbox.workspace.records import ApiCall, Delivery
from sandbox.workspace.state import WorkspaceChange
from sandbox.workspace.transcript import transcript
from sandbox.workspace.trouble import Trouble
from sandbox.workspace.waiting import LONG_ENOUGH, NotSeen


class Sandbox:
    """A local Slack workspace with one installed app; every method may be called anywhere."""

    def __init__(
        self,
        port: int = 0,
        manifest: Manifest | Path | None = None,
        clock: TwoClocks | None = None,
        patience: Patience | None = None,
    ) -> None:
        read = Manifest.read(manifest) if isinstance(manifest, Path) else manifest
        self.clock: TwoClocks = clock or SystemClock()
        has_time = patience or Patience()
        self.core = Core.new(read, self.clock, has_time.trigger)
        self._server = Server(self.core, port, has_time)
        self._client = Client(self.core, self._server)
        self.admin = Admin(self._client)
        self.page = Page(self._client)
        self.page.acts.drop_sockets = self.drop_sockets
        self._server.pages.append(self.page.mount)
        self.bot_token = BOT_TOKEN
        self.app_token = APP_TOKEN
        self.signing_secret = SIGNING_SECRET

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    # -- what the app is told -----------------------------------------------------------------

    @property
    def port(self) -> int:
        return self._server.port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def environment(self) -> dict[str, str]:
        """The SLACK_* variables of a process that runs the app against this workspace."""
        return {
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_APP_TOKEN": self.app_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
        }

    def move(self, seconds: float) -> None:
        """Move the calendar forward; whoever runs on it is told."""
        self.core.move(seconds)

    # -- delivery -----------------------------------------------------------------------------

    def deliver_http(self, request_url: str) -> None:
        """From now on payloads go to this request URL, signed."""
        self._server.dispatcher.request_url = request_url

    def deliver_by_socket(self) -> None:
        """From now on payloads go over the app's sockets (the default)."""
        self._server.dispatcher.request_url = None

    @property
    def sockets_opened(self) -> int:
        """How many sockets were connected so far."""
        return self._server.sockets.opened

    @property
    def sockets_connected(self) -> int:
        return self._server.sockets.connected

    @property
    def envelopes_under_way(self) -> int:
        """How many were sent over the app's sockets and aren't acknowledged yet."""
        return self._server.sockets.unacknowledged

    def wait_for_socket(self, timeout: float = LONG_ENOUGH) -> None:
        found = self.core.workspace.wait(lambda: self.sockets_connected or None, timeout)
        if found is None:
            raise NotSeen(f"The app opened no socket within {timeout} s.")

    def disconnect(self, reason: str = "refresh_requested", grace: float = 0.5) -> None:
        """Send every connection a disconnect frame and close it after the grace."""
        self._server.call(self._server.sockets.disconnect(reason, grace))

    @contextmanager
    def renewing_sockets(self, reason: str = "refresh_requested") -> Iterator[None]:
        """Send every connection a disconnect frame, and close it at the end of the block."""
        sockets = self._server.sockets
        asked = self._server.call(sockets.ask_to_go(reason))
        try:
            yield
        finally:
            self._server.call(sockets.close(asked))

    def ping_sockets_every(self, seconds: float) -> None:
        """How often a connection opened from now on is pinged: Slack does so much more rarely."""
        self._server.sockets.ping_every = seconds

    def refuse_sockets(self, reason: str | None) -> None:
        """Have every connection that opens told to go at once, from now on; None lets them stay."""
        self._server.sockets.refuses = reason

    def drop_sockets(self) -> None:
        """Cut every connection."""
        self._server.call(self._server.sockets.drop())

    def redeliver(
        self, delivery: Delivery, *, secret: str = SIGNING_SECRET, age: int = 0
    ) -> Delivery:
        """The same payload once more, perhaps signed with another secret or long ago."""
        is_event = delivery.kind == "events_api"
        return self._server.call(
            self._server.dispatcher.send(
                delivery.kind,
                delivery.payload,
                attempt=delivery.attempt + 1 if is_event else 0,
                reason="http_timeout" if is_event else "",
                forgery=Forgery(secret, age),
            )
        )

    def wait_until_quiet(self, timeout: float = LONG_ENOUGH) -> None:
        """Until no event is on its way to the app any more."""
        done = self.core.workspace.wait(
            lambda: True if not self._server.dispatcher.busy else None, timeout
        )
        if done is None:
            raise NotSeen(f"Events are still being delivered after {timeout} s.")

    def changed_by(self, *actions: str) -> None:
        """The app always changes a view after these actions: who chooses there waits to see it."""
        self._client.changed_by = frozenset(actions)

    # -- people and places --------------------------------------------------------------------

    def person(self, member_id: str) -> SlackUser:
        if member_id not in self.core.workspace.members:
            known = ", ".join(self.core.workspace.members)
            raise LookupError(f"Nobody is {member_id!r}; there are: {known}")
        return SlackUser(self._client, member_id)

    def channel(self, channel_id: str) -> Conversation:
        if channel_id not in self.core.workspace.channels:
            known = ", ".join(self.core.workspace.channels)
            raise LookupError(f"No channel {channel_id!r}; there are: {known}")
        return Conversation(self.core, channel_id)

    # -- trouble and records ------------------------------------------------------------------

    @property
    def trouble(self) -> Trouble:
        return self._server.trouble

    def calls(self, method: str | None = None) -> list[ApiCall]:
        """Web API calls so far; posts to response_urls are under 'response_url'."""
        return self.core.records.calls(method)

    @property
    def deliveries(self) -> list[Delivery]:
        return self.core.records.deliveries()

    def wait_for_call(
        self,
        method: str,
        look: Callable[[ApiCall], object] = lambda _call: True,
        timeout: float = LONG_ENOUGH,
    ) -> ApiCall:
        def find() -> ApiCall | None:
            return next((call for call in self.calls(method) if look(call)), None)

        found = self.core.workspace.wait(find, timeout)
        if found is None:
            raise NotSeen(
                f"No such {method} within {timeout} s; calls: {self.core.records.count()}"
            )
        return found

    def wait_for_delivery(
        self, look: Callable[[Delivery], object], timeout: float = LONG_ENOUGH
    ) -> Delivery:
        def find() -> Delivery | None:
            return next((delivery for delivery in self.deliveries if look(delivery)), None)

        found = self.core.workspace.wait(find, timeout)
        if found is None:
            sent = [(d.type, d.outcome) for d in self.deliveries]
            raise NotSeen(f"No such delivery within {timeout} s; there were: {sent}")
        return found

    def subscribe(self, watcher: Callable[[WorkspaceChange], None]) -> Callable[[], None]:
        """Call `watcher` on every change; returns what stops it."""
        return self.core.workspace.subscribe(watcher)

    def transcript(self, zone: str = "Europe/Copenhagen") -> str:
        return transcript(self.core, zone)
