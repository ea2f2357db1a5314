"""GET /healthz, /readyz and /metrics."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.case.errors import CannotRun, StorageAway
from bot.casework.queues import unmanaged
from bot.limits import Limits
from bot.ports import SLACK, Deliveries, Storage
from handlers.http.replies import Reply
from handlers.web_api.refusals import TOKEN_ERRORS

PATHS = ("/healthz", "/readyz", "/metrics")
PROBES = 4
"""How many are asked at once: one that hangs must not use up the threads that answer Slack."""
T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Health:
    """Says what is missing for work to be done. `check_database` raises what it finds."""

    storage: Storage
    outbox: Deliveries
    check_database: Callable[[], None]
    gauge: Callable[[], None]
    is_connected: Callable[[], bool]
    limits: Limits
    setup: Callable[[], Sequence[str]] = tuple
    """What Slack has told is wrong with the installation, a sentence each."""

    def missing(self) -> list[str]:
        """What isn't there, in words; empty when ready."""
        try:
            self.check_database()
            with self.storage.read() as work:
                policy, identity = work.policies.current(), work.people.identity()
        except (StorageAway, CannotRun) as failure:
            return [f"database: {failure}"]
        except Exception:
            # Its words may hold SQL and addresses; who asks here may be anybody.
            log.exception("readiness_failed")
            return ["database: something unforeseen is wrong, see the log"]
        found = []
        if policy is None:
            found.append("policy: none was applied")
        if identity is None:
            found.append("slack: our identity isn't known yet (auth.test has not succeeded)")
        found += [
            f"slack: the bot's token is refused ({one.error})"
            for one in self.outbox.hindrances()
            if one.place == SLACK and one.error in TOKEN_ERRORS
        ]
        if not self.is_connected():
            found.append("slack: the Socket Mode connection is down")
        return found

    def state(self) -> tuple[list[str], list[str]]:
        """What isn't there, and what somebody has to see to though work is done."""
        missing = self.missing()
        if any(words.startswith("database") for words in missing):
            return missing, []
        return missing, [*self.held(), *self.unmanaged(), *self.setup()]

    def unmanaged(self) -> list[str]:
        """The queues that nobody manages any more, in words."""
        try:
            with self.storage.read() as work:
                policy = work.policies.current()
                queues = unmanaged(work, policy) if policy is not None else ()
        except StorageAway:
            return []
        return [f"queue {queue.name}: nobody manages it" for queue in queues]

    def held(self) -> list[str]:
        """What is held back and why, in words. It's no reason to send requests elsewhere: they are
        taken and stored as ever."""
        try:
            kept = self.outbox.hindrances()
        except StorageAway:
            return []
        return [f"{h.place}: {h.error} since {h.since:%Y-%m-%d %H:%M:%S} UTC" for h in kept]


class Probes:
    """Answers the three paths, whatever hangs. Threads of its own ask the database; the event loop
    itself answers /healthz."""

    def __init__(self, health: Health) -> None:
        self._health = health
        self._threads = ThreadPoolExecutor(PROBES, thread_name_prefix="probe")

    def close(self) -> None:
        """Lets its threads go; one that hangs is left behind."""
        self._threads.shutdown(wait=False)

    async def answer(self, path: str) -> Reply:
        """The answer to a GET of one of `PATHS`."""
        if path == "/healthz":
            return Reply(200, b"ok")
        if path == "/metrics":
            with suppress(TimeoutError, StorageAway):
                await self._asked(self._health.gauge)
            return Reply(200, generate_latest(), (("Content-Type", CONTENT_TYPE_LATEST),))
        try:
            missing, held = await self._asked(self._health.state)
        except TimeoutError:
            missing, held = ["database: does not answer in time"], []
        body = json.dumps({"ready": not missing, "missing": missing, "held": held}).encode()
        return Reply(503 if missing else 200, body, (("Content-Type", "application/json"),))

    async def _asked(self, question: Callable[[], T]) -> T:
        """Raises TimeoutError where there is no answer in time; what hasn't begun never does."""
        async with asyncio.timeout(self._health.limits.probe_seconds):
            return await asyncio.get_running_loop().run_in_executor(self._threads, question)
