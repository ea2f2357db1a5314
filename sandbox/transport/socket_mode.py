"""Socket Mode: up to ten connections, each payload to one of them, acknowledged by envelope."""

import asyncio
import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from sandbox.json_values import Json, as_object, as_text, parsed
from sandbox.workspace.directory import APP_ID

MOST_CONNECTIONS = 10
# slack_sdk's client can't be closed while it waits to receive, up to 3 s: pings free it.
PING_EVERY = 0.2


@dataclass(eq=False)
class _Connection:
    socket: web.WebSocketResponse
    request: web.Request
    leaving: bool = False
    waiting: dict[str, "asyncio.Future[Json | None]"] = field(default_factory=dict)


class Sockets:
    """The app's open connections; every method but the two that count runs on the server's loop."""

    def __init__(self, told: Callable[[str, str, str], None]) -> None:
        self._told = told
        self._tickets: set[str] = set()
        self._connections: list[_Connection] = []
        self.refuses: str | None = None
        self.ping_every = PING_EVERY
        self.opened = 0
        """How many were connected so far."""

    def new_ticket(self) -> str:
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        return ticket

    @property
    def connected(self) -> int:
        return sum(not connection.leaving for connection in list(self._connections))

    @property
    def unacknowledged(self) -> int:
        """How many envelopes were sent and wait for their ack."""
        return sum(len(connection.waiting) for connection in list(self._connections))

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection's life: hello, then acks until it closes."""
        ticket = request.match_info["ticket"]
        if ticket not in self._tickets:
            raise web.HTTPForbidden(text="This link has been used.")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(timeout=0.5)
        await socket.prepare(request)
        refusal = self.refuses
        if self.connected >= MOST_CONNECTIONS:
            refusal = "too_many_websockets"
        if refusal is not None:
            await socket.send_str(json.dumps(_disconnect(refusal)))
            await socket.close()
            return socket
        connection = _Connection(socket, request)
        self._connections.append(connection)
        self.opened += 1
        self._told("socket", "", "connected")
        pings = asyncio.create_task(self._ping(socket))
        try:
            await socket.send_str(json.dumps(_hello(self.connected)))
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._take_ack(connection, frame.data)
        finally:
            pings.cancel()
            self._connections.remove(connection)
            self._told("socket", "", "closed")
            for waiting in connection.waiting.values():
                if not waiting.done():
                    waiting.set_exception(ConnectionError("the socket closed before the ack"))
        return socket

    async def _ping(self, socket: web.WebSocketResponse) -> None:
        with suppress(ConnectionError):
            while not socket.closed:
                await asyncio.sleep(self.ping_every)
                # Words, as Slack sends: after an empty ping slack_sdk waits for more bytes, and
                # keeps a request that came with it to itself.
                await socket.ping(b"Ping from applink-sandbox")

    def _take_ack(self, connection: _Connection, text: str) -> None:
        ack = as_object(parsed(text))
        waiting = connection.waiting.pop(as_text(ack.get("envelope_id")), None)
        if waiting is not None and not waiting.done():
            payload = ack.get("payload")
            waiting.set_result(payload if isinstance(payload, dict) else None)

    async def offer(self, kind: str, payload: Json, retry: Json) -> Json | None:
        """Send one envelope and wait for its ack; the caller sets the time limit."""
        able = [c for c in self._connections if not c.leaving and not c.socket.closed]
        if not able:
            raise ConnectionRefusedError("no socket is connected")
        connection = secrets.choice(able)
        envelope_id = secrets.token_hex(16)
        waiting: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope_id] = waiting
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            **retry,
        }
        await connection.socket.send_str(json.dumps(envelope))
        return await waiting

    async def disconnect(self, reason: str, grace: float) -> None:
        """Ask every connection to go, and close it a little later, as Slack's refresh does."""
        asked = await self.ask_to_go(reason)
        await asyncio.sleep(grace)
        await self.close(asked)

    async def ask_to_go(self, reason: str) -> "list[_Connection]":
        """Ask every connection to go; nothing more is sent there, and acks are still taken."""
        asked = [connection for connection in self._connections if not connection.leaving]
        for connection in asked:
            connection.leaving = True
            await connection.socket.send_str(json.dumps(_disconnect(reason)))
        return asked

    async def drop(self) -> None:
        """Cut every connection without a word."""
        for connection in list(self._connections):
            connection.leaving = True
            if connection.request.transport is not None:
                connection.request.transport.abort()

    async def close(self, those: "list[_Connection] | None" = None) -> None:
        """Close these, or all."""
        for connection in list(self._connections) if those is None else those:
            await connection.socket.close()


def _hello(count: int) -> Json:
    return {
        "type": "hello",
        "num_connections": count,
        "debug_info": {
            "host": "applink-sandbox",
            "build_number": 1,
            "approximate_connection_time": 18060,
        },
        "connection_info": {"app_id": APP_ID},
    }


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}
