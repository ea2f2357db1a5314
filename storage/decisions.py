"""The register of decisions, and of who was told of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.case.chain import Head, Part, Sort
from bot.case.decision import Communication, Decision, Effect, KeptDraft, Withholding
from bot.case.identifiers import EscalationId, UserId
from bot.case.similar import Similar
from bot.case.subject import Subject
from storage import drafts, similar
from storage.chain import Chain
from storage.instants import Instant
from storage.tables import (
    CommunicationRow,
    DecisionRow,
    EffectRow,
    OtherCommunicationRow,
    WithholdingRow,
)


def _decision(row: DecisionRow) -> Decision:
    return Decision(
        id=row.id,
        escalation_id=EscalationId(row.escalation_id),
        outcome=row.outcome,
        ground=row.ground,
        ground_words=row.ground_words,
        explanation=row.explanation,
        message=row.message,
        told_through=row.told_through,
        root_cause=row.root_cause,
        what_should_change=row.what_should_change,
        decided_by=UserId(row.decided_by),
        decided_at=row.decided_at,
        policy_version=row.policy_version,
        supersedes=row.supersedes,
        facts=row.facts,
        language=row.language,
        restriction=row.restriction,
        restriction_what=row.restriction_what,
        restriction_other=row.restriction_other,
        category=row.category,
        automated_means=row.automated_means,
        territory=tuple(row.territory),
        until=row.until,
        guideline_version=row.guideline_version,
        why_otherwise=row.why_otherwise,
        approved_by=UserId(row.approved_by) if row.approved_by else None,
        other_message=row.other_message,
    )


def _communication(row: CommunicationRow) -> Communication:
    return Communication(
        row.decision_id, EscalationId(row.escalation_id), UserId(row.by), row.at, row.through
    )


class DecisionsTable:
    """The decisions of one transaction. Each record that is stored is chained with it."""

    def __init__(self, session: Session, chain: Chain) -> None:
        self._session = session
        self._chain = chain

    def add(self, decision: Decision) -> Decision:
        values = asdict(decision) | {"territory": list(decision.territory)}
        del values["id"]
        row = DecisionRow(**values)
        self._session.add(row)
        self._session.flush()
        self._chain.add(Sort.DECISION, values | {"id": row.id})
        if decision.approved_by:
            self._chain.add(Sort.APPROVAL, values | {"id": row.id})
        return replace(decision, id=row.id)

    def latest(self, escalation_id: EscalationId) -> Decision | None:
        query = (
            select(DecisionRow)
            .where(DecisionRow.escalation_id == escalation_id)
            .order_by(DecisionRow.id.desc())
            .limit(1)
        )
        row = self._session.execute(query).scalar_one_or_none()
        return _decision(row) if row else None

    def first_decided_at(self, ids: Iterable[EscalationId]) -> Mapping[EscalationId, datetime]:
        c = DecisionRow
        query = (
            select(c.escalation_id, func.min(c.decided_at, type_=Instant()))
            .where(c.escalation_id.in_(tuple(ids)))
            .group_by(c.escalation_id)
        )
        return {EscalationId(of): at for of, at in self._session.execute(query)}

    def get(self, decision_id: int) -> Decision | None:
        row = self._session.get(DecisionRow, decision_id)
        return _decision(row) if row else None

    def alike(
        self, subjects: Iterable[Subject], kind: str, ground: str, *, besides: EscalationId
    ) -> Sequence[Similar]:
        return similar.alike(self._session, subjects, kind, ground, besides)

    def last_on(self, ground: str, kind: str, *, besides: EscalationId) -> Sequence[str]:
        return similar.last_on(self._session, ground, kind, besides)

    def keep_draft(self, kept: KeptDraft) -> None:
        drafts.keep(self._session, kept)

    def draft_of(self, escalation_id: EscalationId, by: UserId) -> KeptDraft | None:
        return drafts.find(self._session, escalation_id, by)

    def drop_drafts(self, escalation_id: EscalationId) -> None:
        drafts.drop(self._session, escalation_id)

    def communicate(self, communication: Communication) -> None:
        values = asdict(communication)
        row = CommunicationRow(**values)
        self._session.add(row)
        self._session.flush()
        self._chain.add(Sort.COMMUNICATION, values | {"id": row.id})

    def communication(self, decision_id: int) -> Communication | None:
        query = (
            select(CommunicationRow)
            .where(CommunicationRow.decision_id == decision_id)
            .order_by(CommunicationRow.id)
            .limit(1)
        )
        row = self._session.execute(query).scalar_one_or_none()
        return _communication(row) if row else None

    def communicate_to_other(self, communication: Communication) -> None:
        values = asdict(communication)
        row = OtherCommunicationRow(**values)
        self._session.add(row)
        self._session.flush()
        self._chain.add(Sort.OTHER_COMMUNICATION, values | {"id": row.id})

    def withhold(self, withholding: Withholding) -> None:
        values = asdict(withholding)
        row = WithholdingRow(**values)
        self._session.add(row)
        self._session.flush()
        self._chain.add(Sort.WITHHOLDING, values | {"id": row.id})

    def give_effect(self, effect: Effect) -> None:
        values = asdict(effect)
        row = EffectRow(**values)
        self._session.add(row)
        self._session.flush()
        self._chain.add(Sort.EFFECT, values | {"id": row.id})

    def effect(self, decision_id: int) -> Effect | None:
        query = select(EffectRow).where(EffectRow.decision_id == decision_id)
        row = self._session.execute(query.order_by(EffectRow.id).limit(1)).scalar_one_or_none()
        if row is None:
            return None
        case, by = EscalationId(row.escalation_id), UserId(row.by)
        return Effect(row.decision_id, case, by, row.at, row.given_at, row.seen_at)

    def erase_texts(self, decision_id: int, at: datetime) -> None:
        self._chain.erase(Sort.DECISION, decision_id, Part.TEXTS, at)

    def head(self) -> Head:
        return self._chain.head()
