"""Who must not get a case, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.case.identifiers import EscalationId, UserId
from bot.rotation.choice import Exclusion
from storage.statements import adding
from storage.tables import ExclusionRow

_ADD = adding(ExclusionRow)


class ExclusionsTable:
    """The exclusions of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self, escalation_id: EscalationId, exclusion: Exclusion, by: UserId | None, now: datetime
    ) -> None:
        self._session.execute(
            _ADD,
            {
                "escalation_id": escalation_id,
                "user_id": exclusion.user,
                "vendor": exclusion.vendor,
                "reason": exclusion.reason,
                "by": by,
                "at": now,
            },
        )

    def of(self, escalation_id: EscalationId) -> Sequence[Exclusion]:
        query = (
            select(ExclusionRow)
            .where(ExclusionRow.escalation_id == escalation_id)
            .order_by(ExclusionRow.id)
        )
        return [
            Exclusion(row.reason, UserId(row.user_id) if row.user_id else None, row.vendor)
            for row in self._session.execute(query).scalars()
        ]
