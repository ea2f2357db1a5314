"""The clock's ticks: fires what is due, tells the state of the outbox. APScheduler only wakes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from bot.case.errors import LostRace, Refused, StorageAway
from bot.casework.recurring import plan_recurring
from bot.due.timers import run_due
from bot.limits import Limits
from bot.ports import Clock, Deliveries, Storage
from handlers.clock.every import Every
from handlers.clock.jumps import Jumps
from handlers.metrics import (
    OUTBOX_AGE,
    OUTBOX_PARKED,
    OUTBOX_WAITING,
    REGISTER_ENTRIES,
    TIMERS,
)

TICK, GAUGE, MEND = "tick", "gauge", "mend"
log = structlog.get_logger(__name__)


class Ticks:
    """Runs from `start` to `stop`; `tick` looks at once."""

    def __init__(
        self,
        storage: Storage,
        outbox: Deliveries,
        calendar: Clock,
        machine: Clock,
        limits: Limits,
    ) -> None:
        self._storage = storage
        self._outbox = outbox
        self._calendar = calendar
        self._machine = machine
        self._limits = limits
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._jumps = Jumps(machine, self._begin_anew, limits)
        self._was_set = threading.Event()
        self._was_set.set()  # for all that is known: it may have been before this process began
        self._is_planned = threading.Event()
        self._is_planned.set()  # at its start
        self._wanted = threading.Event()
        self._running = threading.Lock()
        self._stopping = threading.Event()

    def start(self) -> None:
        """Begins to tick."""
        self._add(self.tick, self._limits.tick_seconds, TICK)
        self._add(self.gauge, self._limits.gauge_seconds, GAUGE)
        # At once: an earlier process may have left leases, or waits by a clock that was ahead.
        self._add(self.mend, self._limits.gauge_seconds, MEND, at_once=True)
        self._scheduler.start()
        self._jumps.start()

    def _add(
        self, job: Callable[[], None], seconds: float, name: str, *, at_once: bool = False
    ) -> None:
        # Two at a time, or a wake that comes while a tick runs is skipped.
        often = {"coalesce": True, "max_instances": 2, "misfire_grace_time": None}
        first = {"next_run_time": self._machine.now()} if at_once else {}
        self._scheduler.add_job(job, Every(seconds), id=name, **often, **first)

    def wake(self) -> None:
        """Ticks at once: the calendar was moved."""
        if self._scheduler.running:
            self._scheduler.modify_job(TICK, next_run_time=self._machine.now())

    def _begin_anew(self) -> None:
        """The machine's clock was set. APScheduler keeps the next run of each job as an instant,
        which may be far off now."""
        self._was_set.set()
        self._is_planned.clear()
        if self._scheduler.running:
            for name in (TICK, GAUGE, MEND):
                self._scheduler.modify_job(name, next_run_time=self._machine.now())

    def stop(self) -> None:
        """Ticks no more; waits for the one that runs, which leaves what it hasn't begun: hundreds
        may be due at once."""
        self._stopping.set()
        self._jumps.stop()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def tick(self) -> None:
        """Fires everything that is due now. One that comes while another runs is not lost: that one
        looks once more, since the calendar may have been moved after it looked."""
        self._wanted.set()
        while self._wanted.is_set() and self._running.acquire(blocking=False):
            try:
                self._wanted.clear()
                self._fire()
            finally:
                self._running.release()

    def _fire(self) -> None:
        try:
            self._plan_anew()
            fired = run_due(self._storage, self._calendar.now(), is_over=self._stopping.is_set)
        except (StorageAway, LostRace, Refused) as away:
            log.warning("tick_put_off", error=str(away))
            return
        TIMERS.labels("fired").inc(fired.count)
        for failure in fired.failures:
            TIMERS.labels("put_off").inc()
            log.error("timer_failed", exc_info=failure)

    def _plan_anew(self) -> None:
        """After the clock was set: what comes again and again may be planned for too late now.
        Raises StorageAway, LostRace."""
        if self._is_planned.is_set():
            return
        self._is_planned.set()
        try:
            with self._storage.begin() as work:
                policy = work.policies.current()
                if policy is not None:
                    plan_recurring(work, policy, self._calendar.now())
        except BaseException:
            self._is_planned.clear()
            raise

    def gauge(self) -> None:
        """Reads the state of the outbox, and the head of the register."""
        try:
            state = self._outbox.state(self._machine.now())
            with self._storage.read() as work:
                head = work.decisions.head()
        except StorageAway:
            return
        OUTBOX_WAITING.set(state.waiting)
        OUTBOX_PARKED.set(state.parked)
        OUTBOX_AGE.set(state.oldest_age_seconds)
        REGISTER_ENTRIES.clear()  # there is one head
        REGISTER_ENTRIES.labels(head.digest).set(head.entries)

    def mend(self) -> None:
        """Ends waits of the outbox that a clock has made too long which was ahead, and leases of
        processes that are gone."""
        lease = timedelta(seconds=self._limits.lease_seconds)
        was_set = self._was_set.is_set()
        self._was_set.clear()
        try:
            cut = self._outbox.cut_waits(self._machine.now(), lease, short_too=was_set)
            released = self._outbox.release_those_of_the_dead(self._machine.now())
        except (StorageAway, LostRace) as away:
            log.warning("mending_put_off", error=str(away))
            if was_set:
                self._was_set.set()
            return
        if cut:
            log.warning("waits_cut", rows=cut)
        if released:
            log.info("leases_released", rows=released)
