"""The connections of a server: a request that isn't complete in time is closed with its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.limits import Limits
from handlers.metrics import TURNED_AWAY


class Connections:
    """Makes the protocol of each connection, around the server's own, and watches it until a
    request is complete. Belongs to one event loop.

    A server can't say it by itself: those for Python time the pause between two bytes, or the head
    alone, and half a request may take for ever.
    """

    def __init__(self, make_protocol: Callable[[], asyncio.Protocol], limits: Limits) -> None:
        self._make_protocol = make_protocol
        self.limits = limits
        self._all: dict[asyncio.BaseProtocol, _Connection] = {}
        self._incomplete: dict[_Connection, None] = {}

    def __call__(self) -> asyncio.Protocol:
        inner = self._make_protocol()
        self._all[inner] = connection = _Connection(self, inner)
        return connection

    def complete(self, protocol: asyncio.BaseProtocol) -> None:
        """A request is there, whole: how long it takes now is no matter of the connection's."""
        if (connection := self._all.get(protocol)) is not None:
            connection.rest()

    def waits(self, connection: _Connection) -> None:
        """A connection owes us the rest of a request. Where too many do, the oldest is closed: they
        keep nobody out."""
        self._incomplete[connection] = None
        if len(self._incomplete) > self.limits.incomplete_requests:
            next(iter(self._incomplete)).give_up("too_many")

    def rests(self, connection: _Connection) -> None:
        """A connection owes us nothing."""
        self._incomplete.pop(connection, None)

    def close_incomplete(self) -> None:
        """Waits no longer for any request that isn't whole."""
        for connection in list(self._incomplete):
            connection.give_up("stopping")

    def forget(self, protocol: asyncio.BaseProtocol) -> None:
        """A connection has ended."""
        self._all.pop(protocol, None)


class _Connection(asyncio.Protocol):
    """Passes everything on to the server's protocol, and has a time limit for what isn't whole."""

    def __init__(self, among: Connections, inner: asyncio.Protocol) -> None:
        self._among = among
        self._inner = inner
        self._transport: asyncio.Transport | None = None
        self._limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._wait()
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._limit is None:
            self._wait()
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self.rest()
        self._among.forget(self._inner)
        self._inner.connection_lost(exc)

    def _wait(self) -> None:
        self._limit = asyncio.get_running_loop().call_later(
            self._among.limits.arrival_seconds, self.give_up, "too_slow"
        )
        self._among.waits(self)

    def rest(self) -> None:
        """Nothing is awaited any more."""
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None
        self._among.rests(self)

    def give_up(self, why: str) -> None:
        """Closes a connection whose request never came whole."""
        TURNED_AWAY.labels(why).inc()
        self.rest()
        if self._transport is not None:
            self._transport.abort()
