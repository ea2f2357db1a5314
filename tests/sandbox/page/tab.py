"""A browser's tab without the browser: the feed over a real WebSocket, and real HTTP."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from contextlib import suppress

import aiohttp
import requests

from sandbox import NotSeen, Sandbox

SOON = 30.0
"""How long anything may take on a busy machine; what works waits for nothing."""

Look = Callable[[dict], object]


class Tab:
    """One person's tab: collects the frames it is sent, on a thread of its own."""

    def __init__(self, slack: Sandbox, person: str) -> None:
        self.url = slack.url
        self.person = person
        self._frames: list[dict] = []
        self._arrived = threading.Condition()
        self._is_over = False
        self._thread = threading.Thread(target=lambda: asyncio.run(self._watch()), daemon=True)
        self._thread.start()
        self.welcome = self.wait_for("welcome")

    async def _watch(self) -> None:
        self._loop, self._leaving = asyncio.get_running_loop(), asyncio.Event()
        try:
            async with aiohttp.ClientSession() as session:
                address = f"{self.url}/page/feed?as={self.person}"
                async with session.ws_connect(address, max_msg_size=0) as socket:
                    reading = asyncio.create_task(self._read(socket))
                    leaving = asyncio.create_task(self._leaving.wait())
                    await asyncio.wait((reading, leaving), return_when=asyncio.FIRST_COMPLETED)
                    leaving.cancel()
                    await socket.close()
                    await reading
        finally:
            with self._arrived:
                self._is_over = True
                self._arrived.notify_all()

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            self._take(json.loads(frame.data))

    def _take(self, frame: dict) -> None:
        with self._arrived:
            self._frames.append(frame)
            self._arrived.notify_all()

    def close(self) -> None:
        """Close the tab, and wait until its thread has ended."""
        with suppress(RuntimeError):  # the loop has just ended
            self._loop.call_soon_threadsafe(self._leaving.set)
        self._thread.join(SOON)

    # -- the feed -------------------------------------------------------------------------------

    def frames(self, sort: str | None = None) -> list[dict]:
        with self._arrived:
            return [frame for frame in self._frames if sort in (None, frame["type"])]

    def forget(self) -> None:
        """Look only at what comes from now on."""
        with self._arrived:
            self._frames.clear()

    def wait_for(self, sort: str, look: Look = lambda _frame: True) -> dict:
        """The first frame of this sort that looks as wanted, of those not forgotten."""

        def find() -> dict | None:
            return next((f for f in self._frames if f["type"] == sort and look(f)), None)

        with self._arrived:
            self._arrived.wait_for(lambda: find() or self._is_over, SOON)
            found = find()
        if found is None:
            raise NotSeen(f"{self.person} was told no such {sort}; there were: {self._frames}")
        return found

    def wait_for_text(self, text: str) -> dict:
        """The message with this text."""
        return self.wait_for("message", lambda f: f["message"]["text"] == text)["message"]

    def texts(self) -> list[str]:
        return [frame["message"]["text"] for frame in self.frames("message")]

    def wait_until_over(self) -> None:
        """Until the other side has closed the feed."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: self._is_over, SOON):
                raise NotSeen("The feed is still open.")

    # -- asking and doing -----------------------------------------------------------------------

    def ask(self, what: str, **query: object) -> dict:
        """GET /page/…, as this person."""
        answer = requests.get(
            f"{self.url}/page/{what}",
            params={"as": self.person, **{k: str(v) for k, v in query.items()}},
            timeout=SOON,
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def act(self, act: str, **details: object) -> dict:
        """POST /page/act, as this person."""
        sent = {"as": self.person, "act": act, **details}
        answer = requests.post(f"{self.url}/page/act", json=sent, timeout=SOON)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def conversation(self, channel: str) -> dict:
        """How this channel stands in the newest list the tab was told."""
        told = [*self.frames("welcome"), *self.frames("conversations")][-1]
        return next(c for c in told["conversations"] if c["id"] == channel)

    def wait_for_conversation(self, channel: str, look: Look) -> dict:
        def stands(frame: dict) -> object:
            return any(c["id"] == channel and look(c) for c in frame["conversations"])

        frame = self.wait_for("conversations", stands)
        return next(c for c in frame["conversations"] if c["id"] == channel)
