"""What was written of decisions that aren't made yet, for whoever wrote it."""

from __future__ import annotations

from dataclasses import asdict, fields

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.case.decision import DecisionDraft, KeptDraft
from bot.case.identifiers import EscalationId, UserId
from storage.tables import DraftRow

_KNOWN = frozenset(field.name for field in fields(DecisionDraft))


def keep(session: Session, kept: KeptDraft) -> None:
    """Keeps a draft in the place of the person's earlier one."""
    session.merge(
        DraftRow(
            escalation_id=kept.escalation_id,
            by=kept.by,
            at=kept.at,
            draft=asdict(kept.draft) | {"territory": list(kept.draft.territory)},
        )
    )
    session.flush()


def find(session: Session, escalation_id: EscalationId, by: UserId) -> KeptDraft | None:
    """What this person had written of this case."""
    query = select(DraftRow).where(DraftRow.escalation_id == escalation_id, DraftRow.by == by)
    row = session.execute(query).scalar_one_or_none()
    if row is None:
        return None
    written = {name: value for name, value in row.draft.items() if name in _KNOWN}
    draft = DecisionDraft(**written | {"territory": tuple(written.get("territory", ()))})
    return KeptDraft(escalation_id, by, row.at, draft)


def drop(session: Session, escalation_id: EscalationId) -> None:
    """Forgets what anybody had written of this case."""
    session.execute(delete(DraftRow).where(DraftRow.escalation_id == escalation_id))
