"""The page's addresses: its files, its questions, its acts and its feed."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias, TypeVar
from urllib.parse import quote

from aiohttp import web

from sandbox.json_values import Json, as_object, as_text
from sandbox.page import shown
from sandbox.page.acts import Acts, Wrong
from sandbox.page.feed import Feed
from sandbox.page.read_marks import ReadMarks
from sandbox.people.client import Client
from sandbox.transport.body import json_of
from sandbox.workspace.messages import SlackMessage

T = TypeVar("T")
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
ASSETS = Path(__file__).resolve().parent / "assets"
MOST_MESSAGES = 200
LONGEST_NAME = 255  # of a file, in bytes
WHOLE = re.compile(r"[0-9]{1,15}")
AT_ONCE = 32  # acts under way: each waits for the app up to three seconds
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Page:
    """Made with the sandbox; mounted when its server starts."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._core = client.core
        trouble = client.server.trouble
        self.read_marks = ReadMarks(client.core.workspace)
        self.acts = Acts(client, trouble, self.read_marks)
        self.feed = Feed(client.core, trouble, self.read_marks, self.acts)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="page")

    def mount(self, app: web.Application) -> None:
        router = app.router
        router.add_get("/", self._index)
        router.add_get("/page/messages", self._messages)
        router.add_get("/page/thread", self._thread)
        router.add_get("/page/threads", self._threads_view)
        router.add_get("/page/activity", self._activity)
        router.add_get("/page/entry", self._entry)
        router.add_get("/page/case", self._case)
        router.add_get("/page/due", self._due)
        router.add_get("/page/file", self._file)
        router.add_get("/page/feed", self._feed)
        router.add_post("/page/act", self._act)
        router.add_static("/page/assets/", ASSETS)
        app.middlewares.append(_own_visitors_only)
        app.on_response_prepare.append(_with_headers)
        app.on_startup.append(self._open)
        app.on_shutdown.append(self._close)

    async def _open(self, _app: web.Application) -> None:
        await self.feed.open()

    async def _close(self, _app: web.Application) -> None:
        await self.feed.close()
        self.close_threads()

    def close_threads(self) -> None:
        """No act is begun from now on; those under way end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(ASSETS / "index.html")

    # -- questions --------------------------------------------------------------------------------

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        viewer, channel = self._viewer(request), self._channel(request)
        limit = min(_number(request, "limit") or 60, MOST_MESSAGES)
        before = request.query.get("before", "")
        with self._core.workspace.lock:
            there = [
                m
                for m in self._seen_by(viewer, channel)
                if (not m.is_reply or m.broadcast) and not (m.ephemeral_for and m.thread_ts)
            ]
            older = [m for m in there if not before or m.ts < before]
            listed = shown.messages(self._core, self.read_marks, viewer, older[-limit:])
        read = self.read_marks.read_up_to(viewer, channel)
        return web.json_response({"messages": listed, "more": len(older) > limit, "read": read})

    async def _thread(self, request: web.Request) -> web.StreamResponse:
        viewer, channel = self._viewer(request), self._channel(request)
        ts = request.query.get("ts", "")
        with self._core.workspace.lock:
            there = [m for m in self._seen_by(viewer, channel) if ts in (m.ts, m.thread_ts)]
            listed = shown.messages(self._core, self.read_marks, viewer, there)
        read = self.read_marks.read_up_to(viewer, channel, ts)
        return web.json_response({"messages": listed, "read": read})

    async def _threads_view(self, request: web.Request) -> web.StreamResponse:
        viewer, found = self._viewer(request), list[tuple[str, Json]]()
        with self._core.workspace.lock:
            for channel in shown.visible(self._core, viewer):
                messages = self._core.workspace.messages(channel.id)
                for root, replies in self.read_marks.threads_of(viewer, messages):
                    some = [root, *replies[-3:]]
                    thread: Json = {
                        "channel": channel.id,
                        "messages": shown.messages(self._core, self.read_marks, viewer, some),
                        "unread": self.read_marks.thread(viewer, root, replies).unread,
                    }
                    found.append((replies[-1].ts, thread))
        newest = sorted(found, key=lambda pair: pair[0], reverse=True)
        return web.json_response({"threads": [thread for _, thread in newest[:MOST_MESSAGES]]})

    async def _activity(self, request: web.Request) -> web.StreamResponse:
        limit = min(_number(request, "limit") or 100, 500)
        entries, more = self.feed.activity.before(_number(request, "before"), limit)
        return web.json_response({"entries": entries, "more": more})

    async def _entry(self, request: web.Request) -> web.StreamResponse:
        detail = self.feed.activity.detail(_number(request, "n") or 0)
        if detail is None:
            raise web.HTTPNotFound(text="There is no such entry.")
        return web.json_response(detail)

    async def _case(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(await self._asked({"reference": request.query.get("reference")}))

    async def _due(self, _request: web.Request) -> web.StreamResponse:
        told = await self._asked({})
        due = as_object(told.get("next_due")) or {"at": None}
        return web.json_response({**due, "words": told.get("words", "")})

    async def _asked(self, question: Json) -> Json:
        """The bot's own answer, or why there is none."""
        bot = self.acts.bot
        if bot is None:
            return {"words": "This workspace has no bot of its own."}
        told = await self._aside(bot.ask, question)
        is_starting = bot.state == "starting"
        state = (
            "still starting" if is_starting else "not running; its record can be read when it is"
        )
        return told or {"words": f"The bot is {state}."}

    async def _file(self, request: web.Request) -> web.StreamResponse:
        """A file of a message that this person sees."""
        viewer, wanted = self._viewer(request), request.query.get("id", "")
        with self._core.workspace.lock:
            seen = (
                file.get("id") == wanted
                for channel in shown.visible(self._core, viewer)
                for message in self._core.workspace.messages(channel.id)
                for file in message.files
            )
            file = self._core.files.get(wanted) if any(seen) else None
        if file is None or file.content is None:
            raise web.HTTPNotFound(text="This person sees no such file.")
        saved = f"attachment; filename*=UTF-8''{quote(file.name)}"
        return web.Response(
            body=file.content,
            content_type=file.mimetype,
            headers={"Content-Disposition": saved},
        )

    # -- acts and the feed ------------------------------------------------------------------------

    async def _act(self, request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="An act is a JSON object.")
        sent = as_object(await json_of(request))
        who, act = as_text(sent.get("as")), as_text(sent.get("act"))
        try:
            answer = await self._aside(self.acts.do, who, act, sent)
        except Wrong as wrong:
            raise web.HTTPBadRequest(text=str(wrong)) from None
        return web.json_response(answer)

    async def _aside(self, work: Callable[..., T], *details: object) -> T:
        """In a thread of its own, so that nobody else waits."""
        loop = asyncio.get_running_loop()
        try:
            under_way = loop.run_in_executor(self._threads, work, *details)
        except RuntimeError:
            raise web.HTTPServiceUnavailable(text="The sandbox is being stopped.") from None
        return await under_way

    async def _feed(self, request: web.Request) -> web.StreamResponse:
        return await self.feed.serve(request, self._viewer(request))

    # -- reading a request ------------------------------------------------------------------------

    def _viewer(self, request: web.Request) -> str:
        viewer = request.query.get("as", "")
        try:
            return self.acts.somebody(viewer)
        except Wrong as wrong:
            raise web.HTTPBadRequest(text=str(wrong)) from None

    def _channel(self, request: web.Request) -> str:
        channel = self._core.workspace.channels.get(request.query.get("channel", ""))
        if channel is None or channel not in shown.visible(self._core, self._viewer(request)):
            raise web.HTTPNotFound(text="This person sees no such conversation.")
        return channel.id

    def _seen_by(self, viewer: str, channel: str) -> list[SlackMessage]:
        """Everybody's messages and this person's notes, oldest first."""
        workspace = self._core.workspace
        notes = [
            n for n in workspace.ephemerals if n.ephemeral_for == viewer and n.channel == channel
        ]
        return sorted([*workspace.messages(channel), *notes], key=lambda m: m.ts)


def _number(request: web.Request, name: str) -> int | None:
    found = request.query.get(name, "")
    return int(found) if WHOLE.fullmatch(found) else None


@web.middleware
async def _own_visitors_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Another site open in the same browser can't act here, nor by a socket."""
    if any(len(part.encode()) > LONGEST_NAME for part in request.path.split("/")):
        raise web.HTTPNotFound
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        # The Web API too: its tokens are no secret, and a browser says where a request comes from.
        raise web.HTTPForbidden(text="This workspace takes no requests from other sites.")
    return await handler(request)


async def _with_headers(request: web.Request, response: web.StreamResponse) -> None:
    if request.path == "/" or request.path.startswith("/page/"):
        response.headers.update(HEADERS)
