"""Idempotency keys: what was already carried out, and what was answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text, bindparam, select
from sqlalchemy.orm import Session

from bot.case.identifiers import EscalationId, RequestKey
from bot.ports import Receipt
from storage.policies import NEWEST, PoliciesTable
from storage.statements import Additions, adding, columns
from storage.tables import RequestRow

_REQUESTS = columns(RequestRow).c
_ADD = adding(RequestRow)
_KEY = select(bindparam("key", type_=Text).label("key")).subquery("asked")
# Every verb asks for the policy too, right after its key.
_FIND = (
    select(
        NEWEST.scalar_subquery().label("newest"),
        _REQUESTS.key,
        _REQUESTS.words,
        _REQUESTS.escalation_id,
    )
    .select_from(_KEY)
    .outerjoin(columns(RequestRow), _REQUESTS.key == _KEY.c.key)
)


class RequestsTable:
    """The keys of one transaction."""

    def __init__(self, session: Session, added: Additions, policies: PoliciesTable) -> None:
        self._session = session
        self._added = added
        self._policies = policies

    def find(self, key: RequestKey) -> Receipt | None:
        self._added.send(_ADD)
        row = self._session.execute(_FIND, {"key": key}).one()
        self._policies.saw(row.newest)
        if row.key is None:
            return None
        known = EscalationId(row.escalation_id) if row.escalation_id is not None else None
        return Receipt(row.words, known)

    def keep(self, key: RequestKey, receipt: Receipt, now: datetime) -> None:
        about = receipt.escalation_id
        values = {"key": key, "words": receipt.words, "escalation_id": about, "at": now}
        self._added.add(_ADD, [values])
