"""The connections of a server: one whose request isn't complete in time is closed, and of too many
the oldest that nobody is being answered on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.limits import Limits
from handlers.metrics import TURNED_AWAY


class Connections:
    """Makes the protocol of each connection, around the server's own, and watches it until a
    request is complete. Belongs to one event loop.

    A server can't say it by itself: those for Python time the pause between two bytes, or the head
    alone, and half a request may take for ever. Nor do they limit how many are open: once the
    process has no file left to accept another with, probes are kept out as well.
    """

    def __init__(self, make_protocol: Callable[[], asyncio.Protocol], limits: Limits) -> None:
        self._make_protocol = make_protocol
        self.limits = limits
        self._all: dict[asyncio.BaseProtocol, _Connection] = {}
        self._incomplete: dict[_Connection, None] = {}
        self._idle: dict[_Connection, None] = {}

    def __call__(self) -> asyncio.Protocol:
        inner = self._make_protocol()
        self._all[inner] = connection = _Connection(self, inner)
        return connection

    def begins(self, protocol: asyncio.BaseProtocol) -> None:
        """A request's head is there. One that came behind another has its own time from now on:
        what came with the other's last byte was taken for that one's."""
        if (connection := self._all.get(protocol)) is not None:
            self._idle.pop(connection, None)
            connection.wait()

    def complete(self, protocol: asyncio.BaseProtocol) -> None:
        """A request is there, whole: how long it takes now is no matter of the connection's."""
        if (connection := self._all.get(protocol)) is not None:
            connection.rest()

    def answered(self, protocol: asyncio.BaseProtocol) -> None:
        """Nothing is done for a connection any more, unless another request has begun to come."""
        if (connection := self._all.get(protocol)) is not None:
            self._idle[connection] = None

    def opened(self, connection: _Connection) -> None:
        """One more is open. Where too many are, one that is only kept goes, or else the oldest that
        owes us the rest of a request: this one, if there's no other."""
        if len(self._all) > self.limits.open_connections:
            next(iter({**self._idle, **self._incomplete, connection: None})).give_up("too_many")

    def waits(self, connection: _Connection) -> None:
        """A connection owes us the rest of a request. Where too many do, the oldest is closed: they
        keep nobody out."""
        self._idle.pop(connection, None)
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
        """A connection has ended, or is ending."""
        if (connection := self._all.pop(protocol, None)) is not None:
            self._idle.pop(connection, None)


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
        self.wait()
        self._inner.connection_made(transport)
        self._among.opened(self)

    def data_received(self, data: bytes) -> None:
        self.wait()
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

    def wait(self) -> None:
        """The rest of a request is awaited, if it wasn't before."""
        if self._limit is not None:
            return
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
        """Closes one whose request never came whole, or that is only kept, and counts why."""
        TURNED_AWAY.labels(why).inc()
        self.rest()
        self._among.forget(self._inner)
        if self._transport is not None:
            self._transport.abort()
