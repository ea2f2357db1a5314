"""The events of the service clocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.case.identifiers import EscalationId
from bot.service_levels.clocks import ClockEvent, ClockEventKind, ClockName
from storage.statements import Additions, adding
from storage.tables import ClockEventRow

_ADD = adding(ClockEventRow)

CHUNK = 500
"""How many cases are asked for at once: SQLite takes a limited number of parameters."""


def _from_row(row: ClockEventRow) -> ClockEvent:
    return ClockEvent(
        EscalationId(row.escalation_id),
        ClockName(row.clock),
        row.run,
        ClockEventKind(row.kind),
        row.at,
        timedelta(seconds=row.target_seconds) if row.target_seconds is not None else None,
        row.policy_version,
        row.office,
        row.party,
        row.reason,
        row.due_at,
    )


class ClocksTable:
    """The clocks of one transaction."""

    def __init__(self, session: Session, added: Additions) -> None:
        self._session = session
        self._added = added

    def add(self, events: Iterable[ClockEvent]) -> None:
        rows = [
            {
                "escalation_id": e.escalation_id,
                "clock": e.clock.value,
                "run": e.run,
                "kind": e.kind.value,
                "at": e.at,
                "target_seconds": int(e.target.total_seconds()) if e.target else None,
                "policy_version": e.policy_version,
                "office": e.office,
                "party": e.party,
                "reason": e.reason,
                "due_at": e.due_at,
            }
            for e in events
        ]
        self._added.add(_ADD, rows)

    def of(self, escalation_id: EscalationId) -> Sequence[ClockEvent]:
        return self.of_many([escalation_id]).get(escalation_id, ())

    def of_many(self, ids: Iterable[EscalationId]) -> Mapping[EscalationId, Sequence[ClockEvent]]:
        self._added.send(_ADD)
        found: defaultdict[EscalationId, list[ClockEvent]] = defaultdict(list)
        wanted = list(ids)
        for start in range(0, len(wanted), CHUNK):
            query = (
                select(ClockEventRow)
                .where(ClockEventRow.escalation_id.in_(wanted[start : start + CHUNK]))
                .order_by(ClockEventRow.id)
            )
            for row in self._session.execute(query).scalars():
                found[EscalationId(row.escalation_id)].append(_from_row(row))
        return found
