"""The only place that reads the wall clock."""

from __future__ import annotations

from datetime import UTC, datetime


class WallClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)
