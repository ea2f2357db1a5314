"""Timers: rows with a due time, taken by one process each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Delete, bindparam, delete, select, update
from sqlalchemy.orm import Session

from bot.case.errors import LostRace
from bot.case.identifiers import EscalationId, UserId
from bot.reminders.timers import Timer, TimerKind
from storage.statements import adding, columns
from storage.tables import PersonRow, TimerRow

_ADD = adding(TimerRow)
_TIMERS = columns(TimerRow)


def _deleting(*conditions: ColumnElement[bool]) -> Delete:
    # One that is being fired this moment is left to its firing, which waits for the case and looks
    # at it anew. Waiting for it here, with the case locked, would be a deadlock.
    free = select(_TIMERS.c.id).where(*conditions).with_for_update(skip_locked=True)
    return delete(_TIMERS).where(_TIMERS.c.id.in_(free))


_IS_NUDGE = TimerRow.kind == TimerKind.NUDGE.value

_CANCEL = _deleting(
    _TIMERS.c.escalation_id == bindparam("escalation_id"),
    _TIMERS.c.kind.in_(bindparam("kinds", expanding=True)),
)


def _from_row(row: TimerRow) -> Timer:
    escalation_id = EscalationId(row.escalation_id) if row.escalation_id is not None else None
    return Timer(
        TimerKind(row.kind),
        row.due_at,
        escalation_id,
        row.about,
        row.id,
        UserId(row.person) if row.person else None,
        row.run,
        row.wanted_at,
        row.as_manager,
        row.at_any_hour,
    )


class TimersTable:
    """The timers of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def plan(self, timers: Iterable[Timer]) -> None:
        rows = [
            {
                "kind": t.kind.value,
                "due_at": t.due_at,
                "escalation_id": t.escalation_id,
                "about": t.about,
                "person": t.to,
                "run": t.run,
                "wanted_at": t.wanted_at,
                "as_manager": t.as_manager,
                "at_any_hour": t.at_any_hour,
            }
            for t in timers
        ]
        if rows:
            self._session.execute(_ADD, rows)

    def cancel(self, escalation_id: EscalationId, kinds: Iterable[TimerKind]) -> None:
        which = {"escalation_id": escalation_id, "kinds": [k.value for k in kinds]}
        self._session.execute(_CANCEL, which)

    def cancel_clock(
        self, escalation_id: EscalationId, clock: str, kind: TimerKind = TimerKind.REMINDER
    ) -> None:
        self._session.execute(
            _deleting(
                _TIMERS.c.escalation_id == escalation_id,
                _TIMERS.c.kind == kind.value,
                _TIMERS.c.about.startswith(f"{clock}:", autoescape=True),
            )
        )

    def take_due(self, now: datetime) -> Timer | None:
        # One message holds all that a person is to be reminded of: what else is due is looked at
        # before, and may add to it.
        row = self._first_due(now, ~_IS_NUDGE) or self._first_due(now, _IS_NUDGE)
        if row is None:
            return None
        self._session.execute(delete(TimerRow).where(TimerRow.id == row.id))
        return _from_row(row)

    def _first_due(self, now: datetime, which: ColumnElement[bool]) -> TimerRow | None:
        query = (
            select(TimerRow)
            .where(TimerRow.due_at <= now, which)
            .order_by(TimerRow.due_at, TimerRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        return self._session.execute(query).scalar_one_or_none()

    def take_nudges(self, person: UserId, now: datetime) -> Sequence[Timer]:
        is_known = self._alone_for(person)
        query = (
            select(TimerRow)
            .where(TimerRow.person == person, TimerRow.due_at <= now)
            .order_by(TimerRow.id)
            .with_for_update(skip_locked=not is_known)
        )
        rows = self._session.execute(query).scalars().all()
        taken = [_from_row(row) for row in rows]
        if taken:
            gone = [timer.id for timer in taken]
            self._session.execute(delete(TimerRow).where(TimerRow.id.in_(gone)))
        return taken

    def _alone_for(self, person: UserId) -> bool:
        """Of two processes that have each taken a reminder of one person, one gives its own back:
        the other waits for it and says both in one message. False for somebody who isn't known:
        there is no row by which to tell."""
        row = select(PersonRow.user_id).where(PersonRow.user_id == person)
        free = self._session.execute(row.with_for_update(skip_locked=True)).first()
        if free is None and self._session.execute(row).first() is not None:
            raise LostRace(person)
        return free is not None

    def postpone(self, timer: Timer, until: datetime) -> None:
        self._session.execute(update(TimerRow).where(TimerRow.id == timer.id).values(due_at=until))

    def of_kind(self, kind: TimerKind) -> Sequence[Timer]:
        query = select(TimerRow).where(TimerRow.kind == kind.value).order_by(TimerRow.id)
        return [_from_row(row) for row in self._session.execute(query).scalars()]

    def next(
        self, escalation_id: EscalationId | None = None, *, but: Sequence[TimerKind] = ()
    ) -> Timer | None:
        query = select(TimerRow).order_by(TimerRow.due_at, TimerRow.id).limit(1)
        if but:
            query = query.where(TimerRow.kind.not_in([kind.value for kind in but]))
        if escalation_id is not None:
            query = query.where(TimerRow.escalation_id == escalation_id)
        row = self._session.execute(query).scalar_one_or_none()
        return _from_row(row) if row is not None else None

    def drop(self, kind: TimerKind, about: str) -> None:
        self._session.execute(_deleting(_TIMERS.c.kind == kind.value, _TIMERS.c.about == about))
