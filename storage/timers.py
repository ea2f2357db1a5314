"""Timers: rows with a due time, taken by one process each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from bot.identifiers import EscalationId
from bot.reminders import Timer, TimerKind
from storage.tables import TimerRow


def _from_row(row: TimerRow) -> Timer:
    escalation_id = EscalationId(row.escalation_id) if row.escalation_id is not None else None
    return Timer(TimerKind(row.kind), row.due_at, escalation_id, row.about, row.id)


class TimersTable:
    """The timers of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def plan(self, timers: Iterable[Timer]) -> None:
        self._session.add_all(
            TimerRow(
                kind=t.kind.value, due_at=t.due_at, escalation_id=t.escalation_id, about=t.about
            )
            for t in timers
        )

    def cancel(self, escalation_id: EscalationId, kinds: Iterable[TimerKind]) -> None:
        self._delete(
            TimerRow.escalation_id == escalation_id,
            TimerRow.kind.in_([k.value for k in kinds]),
        )

    def cancel_clock(self, escalation_id: EscalationId, clock: str) -> None:
        self._delete(
            TimerRow.escalation_id == escalation_id,
            TimerRow.kind == TimerKind.REMINDER.value,
            TimerRow.about.startswith(f"{clock}:", autoescape=True),
        )

    def take_due(self, now: datetime) -> Timer | None:
        query = (
            select(TimerRow)
            .where(TimerRow.due_at <= now)
            .order_by(TimerRow.due_at, TimerRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = self._session.execute(query).scalar_one_or_none()
        if row is None:
            return None
        self._session.execute(delete(TimerRow).where(TimerRow.id == row.id))
        return _from_row(row)

    def postpone(self, timer: Timer, until: datetime) -> None:
        self._session.execute(update(TimerRow).where(TimerRow.id == timer.id).values(due_at=until))

    def of_kind(self, kind: TimerKind) -> Sequence[Timer]:
        query = select(TimerRow).where(TimerRow.kind == kind.value).order_by(TimerRow.id)
        return [_from_row(row) for row in self._session.execute(query).scalars()]

    def drop(self, kind: TimerKind, about: str) -> None:
        self._delete(TimerRow.kind == kind.value, TimerRow.about == about)

    def _delete(self, *conditions: ColumnElement[bool]) -> None:
        # What this transaction has planned is still to be written: it must be there to be dropped.
        self._session.flush()
        # One that is being fired this moment is left to its firing, which waits for the case and
        # looks at it anew. Waiting for it here, with the case locked, would be a deadlock.
        free = select(TimerRow.id).where(*conditions).with_for_update(skip_locked=True)
        self._session.execute(
            delete(TimerRow).where(TimerRow.id.in_(free)),
            execution_options={"synchronize_session": False},
        )
