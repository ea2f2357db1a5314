"""Earlier decisions that are like a case, found by indexes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Row, Select, exists, select
from sqlalchemy.orm import Session, aliased

from bot.case.identifiers import EscalationId
from bot.case.similar import LAST_ONES, Similar
from bot.case.subject import Subject, SubjectSort
from storage.tables import DecisionRow, EscalationRow, SubjectRow

_Shown = Row[int, int, str, str, str, datetime]
OF_EACH = 8
"""How many are found of each thing they are alike in."""
_LATER = aliased(DecisionRow)
_STANDS = ~exists().where(
    _LATER.escalation_id == DecisionRow.escalation_id, _LATER.id > DecisionRow.id
)
"""A case's latest decision is the one that stands."""
_SHOWN = (
    DecisionRow.escalation_id,
    DecisionRow.id,
    DecisionRow.outcome,
    DecisionRow.ground,
    DecisionRow.ground_words,
    DecisionRow.decided_at,
)


def alike(
    session: Session,
    subjects: Iterable[Subject],
    kind: str,
    ground: str,
    besides: EscalationId,
) -> Sequence[Similar]:
    """Decisions that stand, about one of these or on this ground in a case of this kind."""
    found: dict[int, Similar] = {}
    for subject in subjects:
        about = (
            select(*_SHOWN)
            .join(SubjectRow, SubjectRow.escalation_id == DecisionRow.escalation_id)
            .where(SubjectRow.digest == subject.digest, DecisionRow.escalation_id != besides)
            .where(_STANDS)
            .order_by(SubjectRow.escalation_id.desc())
            .limit(OF_EACH)
        )
        for row in session.execute(about):
            _take(found, row, subject.sort)
    if ground:
        for row in session.execute(_on(ground, kind, besides).limit(OF_EACH)):
            _take(found, row, None)
    return list(found.values())


def last_on(session: Session, ground: str, kind: str, besides: EscalationId) -> Sequence[str]:
    """How the latest that stand on this ground in cases of this kind ended."""
    query = _on(ground, kind, besides).limit(LAST_ONES)
    return [row.outcome for row in session.execute(query)]


def _on(ground: str, kind: str, besides: EscalationId) -> Select[int, int, str, str, str, datetime]:
    return (
        select(*_SHOWN)
        .join(EscalationRow, EscalationRow.id == DecisionRow.escalation_id)
        .where(
            DecisionRow.ground == ground,
            EscalationRow.kind == kind,
            DecisionRow.escalation_id != besides,
        )
        .where(_STANDS)
        .order_by(DecisionRow.id.desc())
    )


def _take(found: dict[int, Similar], row: _Shown, sort: SubjectSort | None) -> None:
    before = found.get(row.id)
    alike_in = before.alike if before is not None else frozenset[SubjectSort]()
    found[row.id] = Similar(
        EscalationId(row.escalation_id),
        row.id,
        row.outcome,
        row.ground_words,
        row.decided_at,
        alike_in | {sort} if sort is not None else alike_in,
        by_ground=sort is None or (before is not None and before.by_ground),
    )
