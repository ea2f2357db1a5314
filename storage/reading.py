"""What every report reads first: the policy in force, the zone of its days, what is asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, select

from bot.case.errors import RefusalCode, Refused
from bot.reports.asked import Asked, instants
from storage.report_tables import ESCALATIONS, POLICIES


class Reading:
    """What is read in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def policy(self) -> Mapping[str, Any]:
        """The newest policy as it is written in its file, empty where none was applied yet. It was
        checked before it was stored."""
        newest = select(POLICIES.c.text).order_by(POLICIES.c.version.desc()).limit(1)
        text = self._connection.execute(newest).scalar_one_or_none()
        return tomllib.loads(text) if text is not None else {}

    @property
    def timezone(self) -> str:
        """The workspace's time zone."""
        return str(self.policy.get("workspace", {}).get("timezone", "UTC"))

    def asked(self, first: date | None, last: date | None, queues: Sequence[str] = ()) -> Asked:
        """What is asked for with these days of the workspace's time zone, both included, and these
        queues; without any, of all. Raises Refused for a queue that there never was."""
        since, until = instants(first, last, self.timezone)
        if not queues:
            return Asked(since, until)
        there = self.policy.get("queues", {})
        moved = self.policy.get("moved", {})
        for queue in queues:
            if queue not in there and queue not in moved and not self._was_a_queue(queue):
                known = ", ".join(sorted(there)) or "none yet"
                raise Refused(
                    f"There is no queue {queue!r}. Queues: {known}.", code=RefusalCode.NOT_FOUND
                )
        names = (*queues, *(name for name, to in moved.items() if to in queues))
        kinds = tuple(kind for queue in queues for kind in there.get(queue, {}).get("kinds", ()))
        return Asked(since, until, tuple(dict.fromkeys(names)), kinds)

    def _was_a_queue(self, name: str) -> bool:
        found = select(ESCALATIONS.c.id).where(ESCALATIONS.c.queue == name).limit(1)
        return self._connection.execute(found).first() is not None

    @property
    def service(self) -> str:
        """The service as the transparency report names it, '' where the policy doesn't say."""
        return str(self.policy.get("service", {}).get("name", ""))
