"""Idempotency keys: what was already carried out, and what was answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.case.identifiers import EscalationId, RequestKey
from bot.ports import Receipt
from storage.statements import Additions, adding, columns
from storage.tables import RequestRow

_REQUESTS = columns(RequestRow).c
_ADD = adding(RequestRow)
_FIND = select(_REQUESTS.words, _REQUESTS.escalation_id).where(_REQUESTS.key == bindparam("key"))


class RequestsTable:
    """The keys of one transaction."""

    def __init__(self, session: Session, added: Additions) -> None:
        self._session = session
        self._added = added

    def find(self, key: RequestKey) -> Receipt | None:
        self._added.send(_ADD)
        row = self._session.execute(_FIND, {"key": key}).one_or_none()
        if row is None:
            return None
        known = EscalationId(row.escalation_id) if row.escalation_id is not None else None
        return Receipt(row.words, known)

    def keep(self, key: RequestKey, receipt: Receipt, now: datetime) -> None:
        about = receipt.escalation_id
        values = {"key": key, "words": receipt.words, "escalation_id": about, "at": now}
        self._added.add(_ADD, [values])
