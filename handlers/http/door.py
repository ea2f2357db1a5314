"""The one door for HTTP: probes, and what Slack signed; all else is turned away unread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from aiohttp import HttpVersion11, web

from bot.limits import Limits
from handlers.http.health import PATHS, Probes
from handlers.http.replies import GET_ONLY, NO_SENSE, NOT_FOUND, NOT_SLACKS, TOO_LARGE, Reply
from handlers.http.signed import PATH, SignedRequests
from handlers.metrics import TURNED_AWAY

WHY = {NOT_SLACKS: "unsigned", NO_SENSE: "no_sense", TOO_LARGE: "too_large"}


class Door:
    """Answers each request. The event loop receives it; a thread answers one of Slack's, so that
    half a request keeps nobody out, nor do listeners that hang keep out probes."""

    def __init__(
        self, limits: Limits, probes: Probes | None, slack: SignedRequests | None = None
    ) -> None:
        self._limits = limits
        self._probes = probes
        self._slack = slack
        self._threads = ThreadPoolExecutor(limits.request_threads, thread_name_prefix="request")

    def close(self) -> None:
        """Lets its threads go; one that hangs is left behind."""
        self._threads.shutdown(wait=False)
        if self._probes is not None:
            self._probes.close()

    async def answer(self, request: web.BaseRequest, complete: Callable[[], None]) -> web.Response:
        """The answer; `complete` is called once nothing of the request is awaited any more. One
        that wasn't read ends its connection."""
        if request.content.at_eof():
            complete()
        if request.path in PATHS and self._probes is not None:
            known = request.method in ("GET", "HEAD")
            reply = await self._probes.answer(request.path) if known else GET_ONLY
        elif request.path == PATH and request.method == "POST" and self._slack is not None:
            reply = await self._slacks(self._slack, request, complete)
        else:
            reply = NOT_FOUND
        if reply in WHY:
            TURNED_AWAY.labels(WHY[reply]).inc()
        response = web.Response(
            status=reply.status,
            body=reply.body,
            headers=[*reply.headers, ("Server", "escalations")],
        )
        if not request.content.at_eof():
            response.force_close()
        return response

    async def _slacks(
        self, slack: SignedRequests, request: web.BaseRequest, complete: Callable[[], None]
    ) -> Reply:
        if (request.content_length or 0) > self._limits.request_bytes:
            return TOO_LARGE
        if not slack.may_be_slacks(request.headers):
            return NOT_SLACKS
        _go_on(request)
        try:
            body = await self._received(request)
        except (web.RequestPayloadError, ConnectionError):  # broken, or gone
            return NO_SENSE
        if body is None:
            return TOO_LARGE
        complete()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, slack.answer, request.headers, body)

    async def _received(self, request: web.BaseRequest) -> bytes | None:
        """The body, None once it is larger than it may be, whatever it said it was.

        Raises RequestPayloadError where it is broken, ConnectionError where nobody is there any
        more.
        """
        parts = bytearray()
        while not request.content.at_eof():
            if request.transport is None:
                raise ConnectionResetError
            parts += await request.content.readany()
            if len(parts) > self._limits.request_bytes:
                return None
        return bytes(parts)


def _go_on(request: web.BaseRequest) -> None:
    """Tells who waits for it before they send the body that it's wanted (RFC 9110, 10.1.1)."""
    waits = request.headers.get("Expect", "").lower() == "100-continue"
    is_awaited = waits and request.version >= HttpVersion11 and not request.content.is_eof()
    if is_awaited and request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
