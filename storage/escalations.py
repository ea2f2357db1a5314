"""Cases: rows to values and back, finding them, and the numbers they are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Text, bindparam, cast, func, or_, select, update
from sqlalchemy.orm import Session

from bot.case.errors import LostRace
from bot.case.escalation import Escalation
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.states import OWNED, State
from bot.ports import Thread, Wanted
from storage.case_rows import from_row, to_values
from storage.statements import adding, columns
from storage.tables import CounterRow, EscalationRow, ThreadRow

COUNTER = "escalations"
CHUNK = 500
"""How many cases are asked for at once: SQLite takes a limited number of parameters."""
_COUNTERS = columns(CounterRow)
_NEXT = (
    update(_COUNTERS)
    .where(_COUNTERS.c.name == COUNTER)
    .values(value=_COUNTERS.c.value + 1)
    .returning(_COUNTERS.c.value)
)
_ESCALATIONS = columns(EscalationRow)
_ADD = adding(EscalationRow)
_SAVE = update(_ESCALATIONS).where(
    _ESCALATIONS.c.id == bindparam("saved_id"),
    _ESCALATIONS.c.version == bindparam("read_version"),
)
_HOLDER = func.coalesce(_ESCALATIONS.c.owner, _ESCALATIONS.c.offered_to)
_LOAD = (
    select(_HOLDER, func.count())
    .where(
        _ESCALATIONS.c.state.in_([State.OPEN.value, *(state.value for state in OWNED)]),
        or_(
            _ESCALATIONS.c.owner.in_(bindparam("people", expanding=True)),
            _ESCALATIONS.c.offered_to.in_(bindparam("people", expanding=True)),
        ),
    )
    .group_by(_HOLDER)
)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.states:
        found.append(EscalationRow.state.in_([s.value for s in wanted.states]))
    if wanted.requester is not None:
        found.append(EscalationRow.requester == wanted.requester)
    if wanted.takes_part is not None:
        # A list of ids, kept as JSON: its text has each in quotes, on both databases.
        joined = cast(EscalationRow.co_requesters, Text).contains(
            f'"{wanted.takes_part}"', autoescape=True
        )
        found.append(or_(EscalationRow.requester == wanted.takes_part, joined))
    if wanted.holder is not None:
        found.append(
            or_(EscalationRow.owner == wanted.holder, EscalationRow.offered_to == wanted.holder)
        )
    if wanted.asked is not None:
        found.append(
            or_(
                EscalationRow.offered_to == wanted.asked, EscalationRow.hand_over_to == wanted.asked
            )
        )
    if wanted.queues is not None:
        found.append(EscalationRow.queue.in_(wanted.queues))
    if wanted.unoffered:
        found.append(EscalationRow.offered_to.is_(None))
        found.append(EscalationRow.owner.is_(None))
    return found


class EscalationsTable:
    """The cases of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next_id(self) -> EscalationId:
        return EscalationId(self._session.execute(_NEXT).scalar_one())

    def add(self, escalation: Escalation) -> None:
        self._session.execute(_ADD, to_values(escalation))

    def get(self, escalation_id: EscalationId) -> Escalation | None:
        query = select(EscalationRow).where(EscalationRow.id == escalation_id).with_for_update()
        row = self._session.execute(
            query, execution_options={"populate_existing": True}
        ).scalar_one_or_none()
        return from_row(row) if row else None

    def peek(self, escalation_id: EscalationId) -> Escalation | None:
        row = self._session.get(EscalationRow, escalation_id, populate_existing=True)
        return from_row(row) if row else None

    def save(self, escalation: Escalation) -> Escalation:
        saved = replace(escalation, version=escalation.version + 1)
        which = {"saved_id": escalation.id, "read_version": escalation.version}
        result = self._session.connection().execute(_SAVE, to_values(saved) | which)
        if result.rowcount != 1:
            raise LostRace(escalation.reference)
        return saved

    def find(
        self, wanted: Wanted, *, limit: int, oldest_first: bool = True
    ) -> Sequence[Escalation]:
        order = EscalationRow.id if oldest_first else EscalationRow.id.desc()
        query = select(EscalationRow).where(*_conditions(wanted)).order_by(order).limit(limit)
        return [from_row(row) for row in self._session.execute(query).scalars()]

    def count(self, wanted: Wanted) -> int:
        query = select(func.count()).select_from(EscalationRow).where(*_conditions(wanted))
        return self._session.execute(query).scalar_one()

    def numbers(self, wanted: Wanted) -> Sequence[EscalationId]:
        query = select(EscalationRow.id).where(*_conditions(wanted)).order_by(EscalationRow.id)
        return [EscalationId(found) for found in self._session.execute(query).scalars()]

    def in_thread(self, channel: ChannelId, thread_ts: str) -> EscalationId | None:
        query = select(ThreadRow.escalation_id).where(
            ThreadRow.channel == channel, ThreadRow.ts == thread_ts
        )
        found = self._session.execute(query).scalar_one_or_none()
        return EscalationId(found) if found is not None else None

    def thread_of(self, escalation_id: EscalationId) -> Thread | None:
        row = self._session.get(ThreadRow, escalation_id)
        return Thread(ChannelId(row.channel), row.ts, row.card_ts) if row else None

    def threads_of(self, ids: Iterable[EscalationId]) -> Mapping[EscalationId, Thread]:
        wanted, found = list(ids), dict[EscalationId, Thread]()
        for start in range(0, len(wanted), CHUNK):
            query = select(ThreadRow).where(
                ThreadRow.escalation_id.in_(wanted[start : start + CHUNK])
            )
            for row in self._session.execute(query).scalars():
                place = Thread(ChannelId(row.channel), row.ts, row.card_ts)
                found[EscalationId(row.escalation_id)] = place
        return found

    def load(self, users: Iterable[UserId]) -> Mapping[UserId, int]:
        counted = self._session.execute(_LOAD, {"people": list(users)})
        return {UserId(user): count for user, count in counted}
