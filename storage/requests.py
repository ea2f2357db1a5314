"""Idempotency keys: what was already carried out, and what was answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text, bindparam, select
from sqlalchemy.orm import Session

from bot.case.identifiers import EscalationId, RequestKey, UserId
from bot.ports import Receipt
from storage.homes import HomesTable, opened_by
from storage.people import PeopleTable, person_of
from storage.policies import NEWEST, PoliciesTable
from storage.questions import ask
from storage.statements import Additions, adding, columns
from storage.tables import PersonRow, RequestRow

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
_BY = select(
    bindparam("key", type_=Text).label("key"), bindparam("by", type_=Text).label("by")
).subquery("asked")
_FIND_AND_WHO = (
    select(
        NEWEST.scalar_subquery().label("newest"),
        _REQUESTS.key,
        _REQUESTS.words,
        _REQUESTS.escalation_id,
        *opened_by(_BY.c.by),
        columns(PersonRow),
    )
    .select_from(_BY)
    .outerjoin(columns(RequestRow), _REQUESTS.key == _BY.c.key)
    .outerjoin(columns(PersonRow), columns(PersonRow).c.user_id == _BY.c.by)
)


class RequestsTable:
    """The keys of one transaction."""

    def __init__(
        self,
        session: Session,
        added: Additions,
        policies: PoliciesTable,
        people: PeopleTable,
        homes: HomesTable,
    ) -> None:
        self._session = session
        self._added = added
        self._policies = policies
        self._people = people
        self._homes = homes

    def find(self, key: RequestKey, by: UserId | None = None) -> Receipt | None:
        self._added.send(_ADD)
        asked = (_FIND, {"key": key}) if by is None else (_FIND_AND_WHO, {"key": key, "by": by})
        (row,) = ask(self._session.connection(), asked)
        self._policies.saw(row.newest)
        if by is not None:
            self._people.read(by, person_of(row) if row.user_id is not None else None)
            self._homes.read(by, row.own_opened_at, row.others_opened_at)
        if row.key is None:
            return None
        known = EscalationId(row.escalation_id) if row.escalation_id is not None else None
        return Receipt(row.words, known)

    def keep(self, key: RequestKey, receipt: Receipt, now: datetime) -> None:
        about = receipt.escalation_id
        values = {"key": key, "words": receipt.words, "escalation_id": about, "at": now}
        self._added.add(_ADD, [values])
