"""Handing payloads to the app, signed over HTTP or by socket, with Slack's three seconds."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import aiohttp

from sandbox.json_values import Json, as_object, as_text, parsed
from sandbox.transport.signatures import signed_headers
from sandbox.transport.socket_mode import Sockets
from sandbox.workspace.clock import stopwatch
from sandbox.workspace.core import SIGNING_SECRET, Core
from sandbox.workspace.open_views import TRIGGER_LIFE
from sandbox.workspace.records import Delivery
from sandbox.workspace.trouble import Trouble

_HTTP_REASONS = {
    "timeout": "http_timeout",
    "http_error": "http_error",
    "connection_failed": "connection_failed",
    "no_connection": "connection_failed",
}
_SOCKET_REASONS = {**_HTTP_REASONS, "timeout": "timeout"}
# Further events wait for their turn: a flood would outlast the seconds that an ack may take.
EVENTS_AT_ONCE = 20


@dataclass(frozen=True)
class Patience:
    """How long an ack may take, and a trigger lives, in seconds; when an event is sent again."""

    ack: float = 3.0
    trigger: float = TRIGGER_LIFE
    event_retries: tuple[float, ...] = (0.0, 0.3, 1.0)  # Slack: at once, a minute, five minutes


@dataclass(frozen=True)
class Forgery:
    """How a request is signed when it isn't signed as Slack would."""

    secret: str = SIGNING_SECRET
    age: int = 0


class Dispatcher:
    """Runs on the server's loop; records every attempt."""

    def __init__(self, core: Core, sockets: Sockets, patience: Patience, trouble: Trouble) -> None:
        self._core = core
        self._sockets = sockets
        self._patience = patience
        self._trouble = trouble
        self._http: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._posted: deque[Json] = deque()
        self._running: set[asyncio.Task[Delivery]] = set()
        self._turns = asyncio.Semaphore(EVENTS_AT_ONCE)
        self.request_url: str | None = None

    async def open(self) -> None:
        self._http = aiohttp.ClientSession()
        self._loop = asyncio.get_running_loop()

    async def close(self) -> None:
        self._loop = None
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    @property
    def busy(self) -> bool:
        return bool(self._posted or self._running)

    async def send(
        self,
        kind: str,
        payload: Json,
        *,
        attempt: int = 0,
        reason: str = "",
        forgery: Forgery | None = None,
    ) -> Delivery:
        """One attempt, never longer than the ack may take."""
        first = Delivery(
            kind,
            payload,
            "http" if self.request_url else "socket",
            self._core.clock.machine(),
            attempt=attempt,
            retry_reason=reason,
        )
        began = stopwatch()
        try:
            async with asyncio.timeout(self._patience.ack):
                if self.request_url is not None:
                    done = await self._by_http(self.request_url, first, forgery or Forgery())
                else:
                    done = await self._by_socket(first)
        except TimeoutError:
            done = replace(first, outcome="timeout")
        except ConnectionRefusedError:
            done = replace(first, outcome="no_connection")
        except (OSError, aiohttp.ClientError):
            done = replace(first, outcome="connection_failed")
        done = replace(done, ms=(stopwatch() - began) * 1000)
        self._core.records.add_delivery(done)
        return done

    def post_event(self, payload: Json) -> None:
        """From any thread: the event goes out by itself, and is repeated until acknowledged."""
        loop = self._loop
        if loop is None:
            return
        self._posted.append(payload)
        try:
            loop.call_soon_threadsafe(self._set_out)
        except RuntimeError:  # the loop has just ended
            self._posted.clear()

    def _set_out(self) -> None:
        task = asyncio.get_running_loop().create_task(self._to_the_app(self._posted[0]))
        self._running.add(task)
        task.add_done_callback(self._done)
        self._posted.popleft()

    def _done(self, task: "asyncio.Task[Delivery]") -> None:
        self._running.discard(task)
        self._core.workspace.tell("event_done", "", "")

    async def _to_the_app(self, payload: Json) -> Delivery:
        fate = self._trouble.fate_of(payload)
        if fate.lost:
            lost = Delivery(
                "events_api", payload, "none", self._core.clock.machine(), outcome="lost"
            )
            self._core.records.add_delivery(lost)
            return lost
        await asyncio.sleep(fate.delay)
        delivery = await self._with_retries(payload)
        if fate.again and delivery.ok:
            delivery = await self._attempt(payload, delivery.attempt + 1, "timeout")
        return delivery

    async def _with_retries(self, payload: Json) -> Delivery:
        delivery = await self._attempt(payload, 0, "")
        for number, delay in enumerate(self._patience.event_retries, start=1):
            if delivery.ok or delivery.headers.get("x-slack-no-retry") == "1":
                break
            await asyncio.sleep(delay)
            delivery = await self._attempt(payload, number, delivery.outcome)
        return delivery

    async def _attempt(self, payload: Json, attempt: int, outcome: str) -> Delivery:
        """One attempt in its turn, and why it is another one."""
        reasons = _HTTP_REASONS if self.request_url else _SOCKET_REASONS
        async with self._turns:
            return await self.send(
                "events_api", payload, attempt=attempt, reason=reasons.get(outcome, "")
            )

    async def _by_socket(self, delivery: Delivery) -> Delivery:
        retry: Json = {}
        if delivery.kind == "events_api":
            retry = {"retry_attempt": delivery.attempt, "retry_reason": delivery.retry_reason}
        answer = await self._sockets.offer(delivery.kind, delivery.payload, retry)
        return replace(delivery, answer=answer, body=json.dumps(answer) if answer else "")

    async def _by_http(self, url: str, delivery: Delivery, forgery: Forgery) -> Delivery:
        body, content_type = _http_body(delivery)
        stamp = int(self._core.clock.machine()) - forgery.age
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            **signed_headers(forgery.secret, stamp, body),
        }
        if delivery.attempt:
            headers["X-Slack-Retry-Num"] = str(delivery.attempt)
            headers["X-Slack-Retry-Reason"] = delivery.retry_reason
        assert self._http is not None
        async with self._http.post(url, data=body.encode(), headers=headers) as response:
            text = await response.text()
            outcome = "acknowledged" if response.status == 200 else "http_error"
            return replace(
                delivery,
                status=response.status,
                body=text,
                answer=_answer(text, response.content_type),
                outcome=outcome,
                headers={key.lower(): value for key, value in response.headers.items()},
            )


def _http_body(delivery: Delivery) -> tuple[str, str]:
    form = "application/x-www-form-urlencoded"
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload), "application/json"
    if delivery.kind == "slash_commands":
        return urlencode({key: as_text(value) for key, value in delivery.payload.items()}), form
    return urlencode({"payload": json.dumps(delivery.payload)}), form


def _answer(text: str, content_type: str) -> Json | None:
    if not text:
        return None
    if content_type == "application/json":
        return as_object(parsed(text))
    return {"text": text}
