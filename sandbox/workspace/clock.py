"""The only place of this package that asks the machine for the time."""

import threading
import time
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class TwoClocks(Protocol):
    """Two clocks: the calendar people see, which a story may move, and the machine's."""

    def calendar(self) -> float: ...

    def machine(self) -> float: ...

    @property
    def ahead(self) -> float: ...

    def forward(self, seconds: float) -> None: ...


class SystemClock:
    """The machine's clock, with a calendar that can be moved forward."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ahead = 0.0

    def calendar(self) -> float:
        with self._lock:
            return time.time() + self._ahead

    def machine(self) -> float:
        return time.time()

    @property
    def ahead(self) -> float:
        """Seconds the calendar is ahead of the machine."""
        with self._lock:
            return self._ahead

    def forward(self, seconds: float) -> None:
        if not 0 <= seconds < float("inf"):
            raise ValueError("A calendar only moves forward.")
        with self._lock:
            self._ahead += seconds


ZONE = ZoneInfo("Europe/Copenhagen")
OPENS, LATE = 9, 15
MORNING = 10
SATURDAY = 5


def working_day() -> SystemClock:
    """A calendar that starts while the first office is in: now, or at ten on its next working day.

    Whoever opens the workspace on a Sunday would find nobody whom anything could be offered to.
    """
    clock = SystemClock()
    now = datetime.fromtimestamp(clock.calendar(), ZONE)
    if now.weekday() < SATURDAY and OPENS <= now.hour < LATE:
        return clock
    start = now.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    while start <= now or start.weekday() >= SATURDAY:
        start += timedelta(days=1)
    clock.forward(start.timestamp() - clock.calendar())
    return clock


def stopwatch() -> float:
    """Seconds for measuring spans: never set back, no meaning by themselves."""
    return time.monotonic()


def span(seconds: float) -> str:
    """A span as people say it: 1 d 3 h."""
    minutes = round(seconds / 60)
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "a moment"
