"""The rotation's turns, and the lock under which a queue's rotation is turned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.orm import Session

from bot.identifiers import EscalationId, UserId
from bot.rotation import Turn
from storage.tables import QueueLockRow, TurnRow


class TurnsTable:
    """The turns of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lock(self, queue: str) -> None:
        # SQLite has one writer at a time: its transaction is the lock.
        if self._session.get_bind().dialect.name == "sqlite":
            return
        add = postgresql_insert(QueueLockRow).values(queue=queue)
        self._session.execute(add.on_conflict_do_nothing())
        locked = select(QueueLockRow.queue).where(QueueLockRow.queue == queue).with_for_update()
        self._session.execute(locked)

    def add(self, turn: Turn) -> None:
        self._session.add(
            TurnRow(
                queue=turn.queue,
                user_id=turn.user,
                escalation_id=turn.escalation_id,
                run=turn.run,
                at=turn.at,
                struck=turn.struck,
            )
        )

    def give_back(self, escalation_id: EscalationId, user: UserId) -> None:
        newest = (
            select(func.max(TurnRow.id))
            .where(
                TurnRow.escalation_id == escalation_id,
                TurnRow.user_id == user,
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

    def last(self, queue: str) -> Mapping[UserId, datetime]:
        query = (
            select(TurnRow.user_id, func.max(TurnRow.at, type_=TurnRow.at.type))
            .where(TurnRow.queue == queue, TurnRow.struck.is_(False))
            .group_by(TurnRow.user_id)
        )
        return {UserId(user): at for user, at in self._session.execute(query)}

    def offered_in_run(self, escalation_id: EscalationId, run: int) -> frozenset[UserId]:
        query = select(TurnRow.user_id).where(
            TurnRow.escalation_id == escalation_id, TurnRow.run == run
        )
        return frozenset(UserId(user) for user in self._session.execute(query).scalars())
