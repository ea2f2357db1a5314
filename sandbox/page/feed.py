"""What every open tab is told: changes are gathered for a moment, then sent in one go."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import web

from sandbox.blockkit.blocks import BLOCKS
from sandbox.json_values import Json
from sandbox.page import shown
from sandbox.page.activity import Activity
from sandbox.page.acts import Acts
from sandbox.page.read_marks import ReadMarks
from sandbox.page.tour import Tour
from sandbox.workspace.core import Core
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.state import WorkspaceChange
from sandbox.workspace.trouble import Trouble

GATHER = 0.03
GOODBYE = 0.5
MESSAGE_KINDS = ("message", "message_changed", "ephemeral", "ephemeral_changed", "thread_read")
GONE_KINDS = ("message_deleted", "ephemeral_changed")
# What a change makes stale, besides the message it is about.
STALE = {
    "message": ("conversations",),
    "message_changed": ("conversations",),  # an edit may name somebody, who is in the thread then
    "message_deleted": ("conversations",),
    "channel": ("conversations",),
    "read": ("conversations",),
    "thread_read": ("conversations",),
    "person": ("people", "conversations"),
    "view": ("views",),
    "view_changed": ("views", "home"),
    "view_closed": ("views",),
    "home": ("home",),
    "clock": ("clock", "activity"),
    "bot": ("bot", "activity"),
    "socket": ("bot",),
    "trouble": ("trouble", "activity"),
    "call": ("activity",),
    "delivery": ("activity",),
    "away": ("activity",),
    "tour": ("tour",),
}


@dataclass(eq=False)
class Tab:
    """One browser tab: whose it is, and what it has not been told yet."""

    person: str
    socket: web.WebSocketResponse
    request: web.Request
    told_of: int
    stale: set[str] = field(default_factory=set)
    messages: set[tuple[str, str]] = field(default_factory=set)
    woken: asyncio.Event = field(default_factory=asyncio.Event)


async def _let_go(tab: Tab) -> None:
    """Closed, or cut where nobody reads any more: a goodbye can't be written there."""
    with suppress(ConnectionError, TimeoutError):
        async with asyncio.timeout(GOODBYE):
            await tab.socket.close()
    if tab.request.transport is not None:
        tab.request.transport.abort()


class Feed:
    """Lives on the server's loop; `changed` alone is called from elsewhere."""

    def __init__(self, core: Core, trouble: Trouble, read_marks: ReadMarks, acts: Acts) -> None:
        self._core = core
        self._trouble = trouble
        self._read_marks = read_marks
        self._acts = acts
        self.activity = Activity(core)
        self._tour = Tour(core)
        self._tabs: set[Tab] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._name = f"{core.clock.machine():.6f}"
        core.workspace.subscribe(self.changed)

    async def open(self) -> None:
        self._loop = asyncio.get_running_loop()

    async def close(self) -> None:
        self._loop = None
        await asyncio.gather(*(_let_go(tab) for tab in list(self._tabs)))

    # -- hearing of changes -----------------------------------------------------------------------

    def changed(self, change: WorkspaceChange) -> None:
        """Called in the thread that changed something: quick, and never waits."""
        if change.id == "answered":
            return
        self.activity.note(change)
        if change.kind in MESSAGE_KINDS and self._tour.saw(change.place, change.id):
            self._spread(WorkspaceChange("tour", "", ""))
        self._spread(change)

    def _spread(self, change: WorkspaceChange) -> None:
        loop = self._loop
        if loop is not None and self._tabs:
            with suppress(RuntimeError):  # the loop has just ended
                loop.call_soon_threadsafe(self._mark, change)

    def _mark(self, change: WorkspaceChange) -> None:
        for tab in self._tabs:
            if change.kind in ("view", "view_changed", "view_closed", "home"):
                if change.place != tab.person:
                    continue
            elif change.only not in ("", tab.person):
                continue
            tab.stale.update(STALE.get(change.kind, ()))
            if change.kind in MESSAGE_KINDS or change.kind in GONE_KINDS:
                tab.messages.add((change.place, change.id))
            if tab.stale or tab.messages:
                tab.woken.set()

    # -- telling -------------------------------------------------------------------------------

    async def serve(self, request: web.Request, person: str) -> web.WebSocketResponse:
        """One tab's life."""
        socket = web.WebSocketResponse(heartbeat=20, timeout=0.5, compress=False)
        await socket.prepare(request)
        newest = self.activity.entries()
        tab = Tab(person, socket, request, len(newest) - 1)
        self._tabs.add(tab)
        telling = asyncio.create_task(self._tell(tab))
        try:
            async for _ in socket:
                pass
        finally:
            self._tabs.discard(tab)
            telling.cancel()
        return socket

    async def _tell(self, tab: Tab) -> None:
        with suppress(ConnectionError):
            await self._send(tab, self._welcome(tab.person))
            while not tab.socket.closed:
                await tab.woken.wait()
                await asyncio.sleep(GATHER)
                tab.woken.clear()
                stale, tab.stale = tab.stale, set()
                messages, tab.messages = tab.messages, set()
                for frame in self._frames(tab, stale, messages):
                    await self._send(tab, frame)

    async def _send(self, tab: Tab, frame: Json) -> None:
        await tab.socket.send_str(json.dumps(frame))

    def _frames(self, tab: Tab, stale: set[str], messages: set[tuple[str, str]]) -> list[Json]:
        with self._core.workspace.lock:
            frames = self._message_frames(tab.person, messages)
            for topic in sorted(stale):
                if topic != "activity":
                    frames.append({"type": topic, **self._part(tab.person, topic)})
        if "activity" in stale:
            entries = self.activity.entries(tab.told_of)
            tab.told_of += len(entries)
            frames.append({"type": "activity", "entries": entries})
            if "trouble" not in stale:
                frames.append({"type": "trouble", **self._part(tab.person, "trouble")})
        return frames

    def _message_frames(self, person: str, named: set[tuple[str, str]]) -> list[Json]:
        """Each message as this person sees it now, with the root whose thread it is in."""
        workspace, frames = self._core.workspace, list[Json]()
        notes = {(n.channel, n.ts): n for n in workspace.ephemerals if n.ephemeral_for == person}
        visible = {channel.id for channel in shown.visible(self._core, person)}
        wanted = {place for place in named if place[0] in visible}
        for channel, ts in list(wanted):
            message = workspace.message(channel, ts)
            if message is not None and message.is_reply and message.thread_ts:
                wanted.add((channel, message.thread_ts))
        there: dict[str, list[SlackMessage]] = {}
        for channel, ts in sorted(wanted):
            found = notes.get((channel, ts)) or workspace.message(channel, ts)
            if found is None:
                frames.append({"type": "gone", "channel": channel, "ts": ts})
            else:
                there.setdefault(channel, []).append(found)
        for some in there.values():  # by channel: looking for replies goes through all of it
            for told in shown.messages(self._core, self._read_marks, person, some):
                frames.append({"type": "message", "message": told})
        return frames

    def _welcome(self, person: str) -> Json:
        core = self._core
        with core.workspace.lock:
            topics = ("people", "conversations", "clock", "bot", "trouble", "views", "home", "tour")
            frame: Json = {"type": "welcome", "workspace": self._name, "me": person}
            for topic in topics:
                frame |= self._part(person, topic)
            groups = core.workspace.groups.values()
            listed = [{"id": g.id, "handle": g.handle, "name": g.name} for g in groups]
            surfaces = {name: sorted(kind.surfaces) for name, kind in BLOCKS.items()}
            return frame | {"groups": listed, "app": shown.app(core), "blocks": surfaces}

    def _part(self, person: str, topic: str) -> Json:
        core, read_marks = self._core, self._read_marks
        match topic:
            case "people":
                return {"people": [shown.person(m) for m in core.workspace.members.values()]}
            case "conversations":
                return {
                    "conversations": shown.conversations(core, read_marks, person),
                    "threads_unread": shown.threads_unread(core, read_marks, person),
                }
            case "clock":
                machine, ahead = core.clock.machine(), core.clock.ahead
                return {"clock": {"calendar": machine + ahead, "machine": machine, "ahead": ahead}}
            case "bot":
                return {"bot": self._bot()}
            case "trouble":
                return {"trouble": self._switches(), "counters": self.activity.counters()}
            case "views":
                return {"views": [shown.view(view) for view in core.views.stack(person)]}
            case "home":
                home = core.views.home(person)
                return {"home": shown.view(home) if home is not None else None}
            case _:
                return {"tour": self._tour.shown()}

    def _bot(self) -> Json:
        bot = self._acts.bot
        if bot is None:
            return {"state": "absent", "starts": 0, "words": ""}
        words = bot.last_words(6) if bot.state == "stopped" else ""
        return {"state": bot.state, "starts": bot.starts, "words": words}

    def _switches(self) -> Json:
        trouble = self._trouble
        return {
            "down": trouble.state(),
            "slow": trouble.slow_seconds,
            "limited": trouble.limits,
            "losing": trouble.loses,
            "rates": trouble.rates_enforced,
        }
