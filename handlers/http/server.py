"""The HTTP server: aiohttp's, on an event loop in a thread of its own."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import TypeVar

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.limits import Limits
from handlers.http.connections import Connections
from handlers.http.door import Door
from handlers.http.health import Health, Probes

BACKLOG = 256
"""How many may wait to be accepted. asyncio accepts as many at once, before any other can be closed
for them."""
LOG = logging.getLogger(__name__)
T = TypeVar("T")


class Server:
    """Started and stopped by the process; answers through a door meanwhile."""

    def __init__(self, door: Door, limits: Limits) -> None:
        self._door = door
        self._limits = limits
        self._loop = asyncio.new_event_loop()
        self._stopped = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="http", daemon=True)
        self._listening: list[asyncio.Server] = []
        self._sockets: Sequence[socket.socket] = ()

    def start(self, sockets: Sequence[socket.socket]) -> None:
        """Takes requests from these sockets, which are bound, from now on."""
        self._thread.start()
        self._call(self._open(sockets))

    def stop(self) -> None:
        """Takes no more, lets what is being answered end, and closes."""
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()
        self._door.close()

    def _run(self) -> None:
        # The runner ends what is still under way, also a connection accepted in the last instant.
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._stopped.wait())

    def _call(self, work: Coroutine[object, object, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _open(self, sockets: Sequence[socket.socket]) -> None:
        self._server = web.Server(
            self._answer,
            # As it came: a signature is over what was sent.
            auto_decompress=False,
            keepalive_timeout=self._limits.idle_seconds,
            access_log=None,
            logger=LOG,
        )
        self._connections = Connections(self._server, self._limits)
        self._sockets = sockets
        for bound in sockets:
            listening = await self._loop.create_server(
                self._connections, sock=bound, backlog=BACKLOG
            )
            self._listening.append(listening)

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        connection = request.protocol
        self._connections.begins(connection)
        try:
            return await self._door.answer(request, lambda: self._connections.complete(connection))
        finally:
            self._connections.answered(connection)

    async def _close(self) -> None:
        # asyncio accepts in one turn of its loop, makes the transport in the next and tells the
        # protocol in the one after; Python 3.11 leaks a socket whose server is closed between them.
        for bound in self._sockets:
            self._loop.remove_reader(bound)
        for _turn in range(3):
            await asyncio.sleep(0)
        for listening in self._listening:
            listening.close()
        self._connections.close_incomplete()
        self._server.pre_shutdown()
        await self._server.shutdown(self._limits.grace_seconds)


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether an error is of our making: aiohttp logs what isn't HTTP with a traceback too."""
    return record.exc_info is None or not isinstance(record.exc_info[1], HttpProcessingError)


LOG.addFilter(_is_ours)


def serve_probes(health: Health, port: int) -> Callable[[], None]:
    """Serves the probes beside a process that has no HTTP of its own; returns how to stop.

    Raises OSError where the port is taken.
    """
    bound = socket.create_server(("0.0.0.0", port))  # noqa: S104
    server = Server(Door(health.limits, Probes(health)), health.limits)
    server.start([bound])
    return server.stop
