"""The rotation's turns, and the lock under which a queue's rotation is turned."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import CompoundSelect, Text, bindparam, func, select, union_all, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.orm import Session

from bot.case.identifiers import EscalationId, UserId
from bot.ports import MemberStanding
from bot.rotation.choice import Turn
from storage.policies import PoliciesTable
from storage.queue_locks import LOCK
from storage.standings import standings
from storage.statements import Additions, adding, columns
from storage.tables import QueueLockRow, TurnRow

_ADD = adding(TurnRow)
_ADD_LOCK = postgresql_insert(columns(QueueLockRow)).on_conflict_do_nothing()
_TURNS = columns(TurnRow).c
_OFFERED = select(_TURNS.user_id).where(
    _TURNS.escalation_id == bindparam("escalation_id"), _TURNS.run == bindparam("run")
)


@cache
def _last_of(people: int) -> CompoundSelect[tuple[str, int | None]]:
    """The newest turn of each of so many people, found from the end of their turns: a queue's
    turns grow for ever, and reading them all would too."""
    asked = []
    for number in range(people):
        user = bindparam(f"user_{number}", type_=Text)
        newest = (
            select(_TURNS.id)
            .where(
                _TURNS.queue == bindparam("queue"),
                _TURNS.user_id == user,
                _TURNS.struck.is_(False),
            )
            .order_by(_TURNS.id.desc())
            .limit(1)
        )
        asked.append(select(user.label("user_id"), newest.scalar_subquery().label("place")))
    return union_all(*asked)


class TurnsTable:
    """The turns of one transaction."""

    def __init__(
        self, session: Session, added: Additions, policies: PoliciesTable, held: set[str]
    ) -> None:
        self._plain = session
        self._added = added
        self._policies = policies
        self._held = held

    @property
    def _session(self) -> Session:
        """Whatever is asked of it is asked of what was added here too."""
        self._added.send(_ADD)
        return self._plain

    def lock(self, queues: Collection[str]) -> None:
        self._policies.saw_again(None)
        # SQLite has one writer at a time: its transaction is the lock.
        if self._plain.get_bind().dialect.name == "sqlite" or self._held.issuperset(queues):
            return
        wanted = {"queues": sorted(queues)}
        missing = set(queues).difference(self._session.execute(LOCK, wanted).scalars())
        if missing:
            # Their first case: whoever loses the race for a row finds it committed.
            self._session.execute(_ADD_LOCK, [{"queue": queue} for queue in sorted(missing)])
            self._session.execute(LOCK, wanted)
        self._held.update(queues)

    def add(self, turn: Turn) -> None:
        row = {
            "queue": turn.queue,
            "user_id": turn.user,
            "escalation_id": turn.escalation_id,
            "run": turn.run,
            "at": turn.at,
            "struck": turn.struck,
        }
        self._added.add(_ADD, [row])

    def give_back(self, escalation_id: EscalationId, user: UserId, run: int) -> None:
        newest = (
            select(func.max(TurnRow.id))
            .where(
                TurnRow.escalation_id == escalation_id,
                TurnRow.user_id == user,
                TurnRow.run == run,
                TurnRow.struck.is_(False),
            )
            .scalar_subquery()
        )
        self._session.execute(
            update(TurnRow)
            .where(TurnRow.id == newest)
            .values(struck=True)
            .execution_options(synchronize_session=False)
        )

    def rename(self, before: str, after: str) -> None:
        self._session.execute(
            update(TurnRow)
            .where(TurnRow.queue == before)
            .values(queue=after)
            .execution_options(synchronize_session=False)
        )

    def last(self, queue: str, users: Sequence[UserId]) -> Mapping[UserId, int]:
        if not users:
            return {}
        named = {f"user_{number}": user for number, user in enumerate(users)}
        found = self._session.execute(_last_of(len(users)), named | {"queue": queue})
        return {UserId(row.user_id): row.place for row in found if row.place is not None}

    def standings(
        self, queue: str, users: Sequence[UserId], now: datetime
    ) -> Mapping[UserId, MemberStanding]:
        return standings(self._session, self._policies, queue, users, now)

    def offered_in_run(self, escalation_id: EscalationId, run: int) -> frozenset[UserId]:
        wanted = {"escalation_id": escalation_id, "run": run}
        return frozenset(UserId(u) for u in self._session.execute(_OFFERED, wanted).scalars())
