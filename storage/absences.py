"""Who is away, and who was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from bot.case.identifiers import UserId
from bot.rotation.choice import Absence
from storage.instants import Instant
from storage.statements import adding, columns
from storage.tables import AbsenceRow

_ADD = adding(AbsenceRow)
_ABSENCES = columns(AbsenceRow)
IS_CURRENT = and_(
    _ABSENCES.c.ended_at.is_(None),
    or_(_ABSENCES.c.until.is_(None), _ABSENCES.c.until > bindparam("now", type_=Instant)),
)
"""That somebody is away `now`."""
_CURRENT = select(_ABSENCES).where(IS_CURRENT).order_by(_ABSENCES.c.id)
_CURRENT_OF = _CURRENT.where(_ABSENCES.c.user_id.in_(bindparam("users", expanding=True)))


class AbsencesTable:
    """The absences of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def current(
        self, now: datetime, users: Iterable[UserId] | None = None
    ) -> Mapping[UserId, Absence]:
        if users is None:
            found = self._session.execute(_CURRENT, {"now": now})
        else:
            found = self._session.execute(_CURRENT_OF, {"now": now, "users": list(users)})
        return {UserId(row.user_id): absence_of(UserId(row.user_id), row) for row in found}

    def begin(self, absence: Absence) -> None:
        self.end(absence.user, absence.by, absence.since)
        self._session.execute(
            _ADD,
            {
                "user_id": absence.user,
                "since": absence.since,
                "until": absence.until,
                "by": absence.by,
                "cover": absence.cover,
                "ended_at": None,
                "ended_by": None,
            },
        )

    def end(self, user: UserId, by: UserId, now: datetime) -> Absence | None:
        ended = self.current(now, [user]).get(user)
        self._session.execute(
            update(AbsenceRow)
            .where(
                AbsenceRow.user_id == user,
                AbsenceRow.ended_at.is_(None),
                or_(AbsenceRow.until.is_(None), AbsenceRow.until > now),
            )
            .values(ended_at=now, ended_by=by)
            .execution_options(synchronize_session=False)
        )
        return ended


def absence_of(user: UserId, row: Row[Any]) -> Absence:
    """A row of absences as somebody's absence."""
    cover = UserId(row.cover) if row.cover else None
    return Absence(user, row.since, row.until, UserId(row.by), cover)
