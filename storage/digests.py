"""Counts over many cases, for digests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.figures.kpis import Figure, Scope
from storage.figures import Figures
from storage.tables import DecisionRow, EscalationRow


class DigestsTable:
    """The counts of one transaction. A period holds its start and not its end."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def opened(self, queues: Sequence[str], since: datetime, until: datetime) -> int:
        query = (
            select(func.count())
            .select_from(EscalationRow)
            .where(
                EscalationRow.queue.in_(queues),
                EscalationRow.opened_at >= since,
                EscalationRow.opened_at < until,
            )
        )
        return self._session.execute(query).scalar_one()

    def decided(self, queues: Sequence[str], since: datetime, until: datetime) -> int:
        query = (
            select(func.count(func.distinct(DecisionRow.escalation_id)))
            .join(EscalationRow, EscalationRow.id == DecisionRow.escalation_id)
            .where(
                EscalationRow.queue.in_(queues),
                DecisionRow.decided_at >= since,
                DecisionRow.decided_at < until,
            )
        )
        return self._session.execute(query).scalar_one()

    def key_figures(self, scope: Scope, kpis: Iterable[str]) -> Sequence[Figure]:
        return Figures(self._session.connection()).of(scope, kpis)
