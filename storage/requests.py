"""Idempotency keys: what was already carried out, and what was answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.identifiers import EscalationId, RequestKey
from bot.ports import Receipt
from storage.tables import RequestRow


class RequestsTable:
    """The keys of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, key: RequestKey) -> Receipt | None:
        row = self._session.get(RequestRow, key)
        if row is None:
            return None
        known = EscalationId(row.escalation_id) if row.escalation_id is not None else None
        return Receipt(row.words, known)

    def keep(self, key: RequestKey, receipt: Receipt, now: datetime) -> None:
        self._session.add(
            RequestRow(key=key, words=receipt.words, escalation_id=receipt.escalation_id, at=now)
        )
