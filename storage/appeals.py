"""Appeals, and the decisions that they contest."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.case.appeal import Appeal, Original
from bot.case.identifiers import EscalationId, UserId
from bot.case.states import WITHOUT_DECISION
from storage.tables import AppealRow, EscalationRow

_NOT_HEARD = [reason.value for reason in WITHOUT_DECISION]


class AppealsTable:
    """The appeals of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, appeal: Appeal) -> None:
        o = appeal.original
        self._session.add(
            AppealRow(
                escalation_id=appeal.escalation_id,
                original=o.key,
                complainant=appeal.complainant,
                basis=appeal.basis,
                received_at=appeal.received_at,
                is_late=appeal.is_late,
                earlier=appeal.earlier,
                original_case=o.case,
                decision=o.decision,
                link=o.link,
                decided_by=o.decided_by,
                decider=o.decider,
                vendor=o.vendor,
                imported=o.imported or None,
                decided_at=o.decided_at,
                told_at=o.told_at,
            )
        )
        self._session.flush()

    def of(self, escalation_id: EscalationId) -> Appeal | None:
        row = self._session.get(AppealRow, escalation_id)
        return _appeal(row) if row else None

    def first(self, original: Original, complainant: str) -> EscalationId | None:
        query = (
            select(AppealRow.escalation_id)
            .join(EscalationRow, EscalationRow.id == AppealRow.escalation_id)
            .where(
                AppealRow.original == original.key,
                AppealRow.complainant == complainant,
                EscalationRow.close_reason.is_(None)
                | EscalationRow.close_reason.not_in(_NOT_HEARD),
            )
            .order_by(AppealRow.escalation_id)
            .limit(1)
        )
        found = self._session.execute(query).scalar_one_or_none()
        return EscalationId(found) if found is not None else None


def _appeal(row: AppealRow) -> Appeal:
    original = Original(
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        case=EscalationId(row.original_case) if row.original_case is not None else None,
        decision=row.decision,
        link=row.link,
        decider=UserId(row.decider) if row.decider else None,
        vendor=row.vendor,
        imported=row.imported or "",
        told_at=row.told_at,
    )
    earlier = EscalationId(row.earlier) if row.earlier is not None else None
    return Appeal(
        EscalationId(row.escalation_id),
        original,
        row.complainant,
        row.basis,
        row.received_at,
        row.is_late,
        earlier,
    )
