"""A rhythm that begins anew from now, whatever the clock said before."""

from __future__ import annotations

from datetime import datetime, timedelta

from apscheduler.triggers.base import BaseTrigger


class Every(BaseTrigger):  # type: ignore[misc]
    """Fires so many seconds after it was looked at. APScheduler's own interval counts from the last
    time it fired: after a jump ahead it goes through every second that was left out."""

    def __init__(self, seconds: float) -> None:
        self._pause = timedelta(seconds=seconds)

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """The next time, by the clock as it is."""
        return now + self._pause
