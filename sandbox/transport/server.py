"""The HTTP and WebSocket server, on a thread and an event loop of its own."""

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TypeVar
from zoneinfo import available_timezones

from aiohttp import web

from sandbox.json_values import Json, as_object, as_text
from sandbox.transport.body import UNREADABLE, json_of
from sandbox.transport.delivery import Dispatcher, Patience
from sandbox.transport.message_events import message_events
from sandbox.transport.own_name import own_name_only
from sandbox.transport.socket_mode import Sockets
from sandbox.web_api.gate import Answer, answer_call
from sandbox.workspace.clock import stopwatch
from sandbox.workspace.core import Core
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.records import ApiCall, TurnedAway
from sandbox.workspace.transcript import transcript
from sandbox.workspace.trouble import Trouble

T = TypeVar("T")
LARGEST_REQUEST = 8 * 1024 * 1024


class Server:
    """Started and stopped by `Sandbox`; its methods may be called from any thread."""

    def __init__(self, core: Core, port: int, patience: Patience) -> None:
        self._core = core
        self.sockets = Sockets(core.workspace.tell)
        self.trouble = Trouble(self._listen)
        self.dispatcher = Dispatcher(core, self.sockets, patience, self.trouble)
        core.workspace.on_message_change = self._message_changed
        self.port = port
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)
        self._runner: web.AppRunner | None = None
        self._site: web.SockSite | None = None
        self._held: socket.socket | None = None
        self.pages: list[Callable[[web.Application], None]] = []

    def _run(self) -> None:
        # The runner ends what is still under way, also a connection accepted in the last instant.
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._stopped.wait())

    def start(self) -> None:
        """Listen; an occupied port is an OSError here, before any thread runs."""
        bound = _bound(self.port)
        self.port = bound.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._stopped = asyncio.Event()
        self._core.response_urls.base = f"http://127.0.0.1:{self.port}"
        bound.listen(128)
        self._thread.start()
        self.call(self._open(bound))

    def call(self, work: Coroutine[object, object, T]) -> T:
        """Run something on the server's loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def stop(self) -> None:
        self.call(self._close())
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()

    def _message_changed(self, before: SlackMessage | None, after: SlackMessage | None) -> None:
        for payload in message_events(self._core, before, after):
            self.dispatcher.post_event(payload)

    async def _open(self, bound: socket.socket) -> None:
        app = web.Application(client_max_size=LARGEST_REQUEST, middlewares=[own_name_only])
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/socket/{ticket}", self.sockets.serve)
        for sort in ("actions", "commands"):
            app.router.add_post(f"/{sort}/{{team}}/{{number}}/{{secret}}", self._response_url)
        app.router.add_post("/upload/v1/{file}/{secret}", self._upload)
        app.router.add_get("/sandbox/transcript", self._transcript)
        for page in self.pages:
            page(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        self._bound = bound
        self._site = web.SockSite(self._runner, bound)
        await self._site.start()
        await self.dispatcher.open()

    async def _close(self) -> None:
        await self.dispatcher.close()
        await self.sockets.close()
        if self._site is not None:
            await accept_no_more(self._bound)
            await self._site.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        if self._held is not None:
            self._held.close()

    def _listen(self, on: bool) -> None:
        self.call(self._listen_again() if on else self._stop_listening())

    async def _stop_listening(self) -> None:
        if self._site is not None:
            await accept_no_more(self._bound)
            await self._site.stop()
            self._site = None
            self._held = _bound(self.port)  # bound without listening: refused, and still ours

    async def _listen_again(self) -> None:
        if self._held is not None and self._runner is not None:
            self._bound, self._held = self._held, None
            self._site = web.SockSite(self._runner, self._bound)
            await self._site.start()

    # -- requests -----------------------------------------------------------------------------

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        began, at = stopwatch(), self._core.clock.machine()
        raw = await _arguments(request)
        token = _token(request, raw)
        state = self.trouble.state()
        if state is not None:
            self._core.records.add_away(TurnedAway(method, raw, state, at))
            return self._away(request, state)
        gateway = self.trouble.planned_gateway(method)
        if gateway is not None:
            self._core.records.add_away(TurnedAway(method, raw, "gateway", at))
            return web.Response(status=gateway[0], text=gateway[1], content_type="application/json")
        slowness = self.trouble.slowness(method)
        if slowness is not None and slowness.takes_effect_late:
            await asyncio.sleep(slowness.seconds)
        # Whoever sees what it has changed finds the call on record.
        with self._core.workspace.lock:
            given = self._answer(method, raw, token)
            lost = self.trouble.loses_reply(method)
            if slowness is None or slowness.takes_effect_late:
                self._made(method, raw, given, at, began, lost)
        if slowness is not None and not slowness.takes_effect_late:
            await asyncio.sleep(slowness.seconds)
            self._made(method, raw, given, at, began, lost)
        if lost:
            return _cut(request)
        headers = {"Retry-After": str(given.retry_after)} if given.retry_after is not None else {}
        headers["X-OAuth-Scopes"] = ",".join(sorted(self._core.manifest.scopes))
        return web.json_response(given.body, status=given.status, headers=headers)

    def _made(
        self, method: str, raw: Json, given: Answer, at: float, began: float, lost: bool
    ) -> None:
        self._core.records.add_call(
            ApiCall(method, raw, given.body, given.status, at, stopwatch() - began, not lost)
        )

    def _away(self, request: web.Request, state: str) -> web.StreamResponse:
        if state == "503":
            return web.Response(status=503, text="Service Unavailable")
        return _cut(request)

    def _answer(self, method: str, raw: Json, token: str) -> Answer:
        return answer_call(self._core, self.trouble, method, raw, token, self._new_socket_url)

    def _new_socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/socket/{self.sockets.new_ticket()}"

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        state = self.trouble.state()
        if state is not None:
            return self._away(request, state)
        body = as_object(await json_of(request))
        key = f"{request.match_info['number']}/{request.match_info['secret']}"
        began, at = stopwatch(), self._core.clock.machine()
        with self._core.workspace.lock:
            status, given = self._core.response_urls.use(key, body)
            self._made("response_url", body, Answer(status, given), at, began, lost=False)
        return web.json_response(given, status=status)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file: as they are, or as the part of a form that is a file."""
        state = self.trouble.state()
        if state is not None:
            return self._away(request, state)
        content = await _content(request)
        began, at = stopwatch(), self._core.clock.machine()
        named = request.match_info["file"]
        with self._core.workspace.lock:
            status = self._core.files.receive(named, request.match_info["secret"], content)
            lost = self.trouble.loses_reply("upload")
            sent: Json = {"file_id": named, "bytes": len(content)}
            self._made("upload", sent, Answer(status, {"ok": status == 200}), at, began, lost)
        if lost:
            return _cut(request)
        return web.Response(status=status, text=f"OK - {len(content)}" if status == 200 else "")

    async def _transcript(self, request: web.Request) -> web.StreamResponse:
        zone = request.query.get("zone", "Europe/Copenhagen")
        if zone not in available_timezones():
            raise web.HTTPBadRequest(text=f"No time zone is {zone!r}.")
        return web.Response(text=transcript(self._core, zone))


async def accept_no_more(listening: socket.socket) -> None:
    """Lets what was accepted from this socket become a connection before its server is closed.

    asyncio accepts in one turn of its loop, makes the transport in the next and tells the protocol
    in the one after; Python 3.11 leaks the socket of one whose server is closed between them.
    """
    asyncio.get_running_loop().remove_reader(listening)
    for _turn in range(3):
        await asyncio.sleep(0)


def _bound(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", port))
    except OSError:
        bound.close()
        raise
    return bound


def _cut(request: web.Request) -> web.StreamResponse:
    """Drop the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _arguments(request: web.Request) -> Json:
    """Arguments from the query, a form or a JSON body."""
    raw: Json = dict(request.query)
    if request.content_type == "application/json":
        raw |= as_object(await json_of(request))
    elif request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        with suppress(*UNREADABLE):
            raw |= dict((await request.post()).items())
    return raw


async def _content(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    with suppress(*UNREADABLE):
        for part in (await request.post()).values():
            if isinstance(part, web.FileField):
                return part.file.read()
    return b""


def _token(request: web.Request, raw: Json) -> str:
    """The token from the header, or from the arguments, where it never is an argument."""
    in_body = as_text(raw.pop("token", ""))
    header = request.headers.get("Authorization", "")
    return header.partition(" ")[2].strip() or in_body
