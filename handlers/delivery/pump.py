"""Keeps the outbox moving: takes what is due and hands it to a few threads that deliver."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog

from bot.case.errors import LostRace, StorageAway
from bot.limits import Limits
from bot.ports import Clock, Deliveries, Parcel
from handlers.delivery.deliverer import Deliverer
from handlers.delivery.precedence import Precedence

log = structlog.get_logger(__name__)


class Pump:
    """Runs from `start` to `stop`; `wake` has it look at once."""

    def __init__(
        self,
        deliverer: Deliverer,
        outbox: Deliveries,
        machine: Clock,
        limits: Limits,
        precedence: Precedence,
    ) -> None:
        self._deliverer = deliverer
        self._connection = deliverer.connection
        self._connection.on_back(self.wake)
        self._outbox = outbox
        self._machine = machine
        self._limits = limits
        self._precedence = precedence
        self._lease = timedelta(seconds=limits.lease_seconds)
        self._slow = timedelta(seconds=limits.delivery_slow_seconds)
        self._began: dict[Future[None], datetime] = {}
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._free = threading.Semaphore(limits.delivery_threads)
        self._threads = ThreadPoolExecutor(limits.delivery_threads, thread_name_prefix="delivery")
        self._loop = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        """Begins to deliver."""
        self._connection.start()
        self._loop.start()

    def wake(self) -> None:
        """Something was put in the outbox."""
        self._woken.set()

    def stop(self) -> None:
        """Takes nothing more and waits for what is on its way."""
        self._stopping.set()
        self._woken.set()
        if self._loop.is_alive():
            self._loop.join()
        self._threads.shutdown(wait=True)
        self._connection.stop()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            if not self._connection.is_up():
                # Nothing is taken that would be tried in vain; its return wakes.
                self._woken.wait(self._limits.away_seconds)
                continue
            try:
                taken = self._take()
            except (StorageAway, LostRace) as away:
                log.warning("outbox_away", error=str(away))
                self._stopping.wait(self._limits.away_seconds)
                continue
            except Exception:
                log.exception("outbox_failed")
                self._stopping.wait(self._limits.away_seconds)
                continue
            if not taken:
                self._woken.wait(self._limits.poll_seconds)

    def _take(self) -> int:
        """Takes as many rows as there are free threads, and starts delivering them; fewer while
        somebody waits for an answer."""
        threads = self._limits.delivery_threads
        self._free.acquire()
        free = 1
        while free < threads and self._free.acquire(blocking=False):
            free += 1
        parcels: list[Parcel] = []
        try:
            now = self._machine.now()
            most = min(free, self._room_beside(now)) if self._precedence.is_wanted() else free
            if most > 0 and not self._stopping.is_set():
                parcels = list(self._outbox.take(now, lease=self._lease, limit=most))
        finally:
            for _ in range(free - len(parcels)):
                self._free.release()
        for parcel in parcels:
            sent = self._threads.submit(self._deliverer.deliver, parcel)
            self._began[sent] = now
            sent.add_done_callback(self._delivered)
        return len(parcels)

    def _room_beside(self, now: datetime) -> int:
        """How many more may be delivered while somebody waits for an answer."""
        lately = sum(now - began < self._slow for began in list(self._began.values()))
        return self._limits.delivery_threads_beside - lately

    def _delivered(self, sent: Future[None]) -> None:
        self._began.pop(sent, None)
        self._free.release()
        # What waited behind it in its lane can go now.
        self._woken.set()
