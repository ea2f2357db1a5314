"""Who is away, and who was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot.case.identifiers import UserId
from bot.rotation.choice import Absence
from storage.statements import adding
from storage.tables import AbsenceRow

_ADD = adding(AbsenceRow)


class AbsencesTable:
    """The absences of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def current(
        self, now: datetime, users: Iterable[UserId] | None = None
    ) -> Mapping[UserId, Absence]:
        query = select(AbsenceRow).where(
            AbsenceRow.ended_at.is_(None),
            or_(AbsenceRow.until.is_(None), AbsenceRow.until > now),
        )
        if users is not None:
            query = query.where(AbsenceRow.user_id.in_(list(users)))
        rows = self._session.execute(query.order_by(AbsenceRow.id)).scalars()
        return {absence.user: absence for absence in map(_from_row, rows)}

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


def _from_row(row: AbsenceRow) -> Absence:
    cover = UserId(row.cover) if row.cover else None
    return Absence(UserId(row.user_id), row.since, row.until, UserId(row.by), cover)
