"""The timeline: what happened to a case, in order."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Via
from bot.ports import TimelineEntry
from storage.statements import adding
from storage.tables import TimelineRow

_ADD = adding(TimelineRow)


class TimelineTable:
    """The timelines of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, entry: TimelineEntry) -> None:
        self._session.execute(
            _ADD,
            {
                "escalation_id": entry.escalation_id,
                "at": entry.at,
                "who": entry.who,
                "what": entry.what,
                "via": entry.via.value,
                "why": entry.why,
                "details": dict(entry.details),
            },
        )

    def of(self, escalation_id: EscalationId) -> Sequence[TimelineEntry]:
        query = (
            select(TimelineRow)
            .where(TimelineRow.escalation_id == escalation_id)
            .order_by(TimelineRow.id)
        )
        return [
            TimelineEntry(
                EscalationId(row.escalation_id),
                row.at,
                UserId(row.who) if row.who else None,
                row.what,
                Via(row.via),
                row.why,
                dict(row.details),
            )
            for row in self._session.execute(query).scalars()
        ]
