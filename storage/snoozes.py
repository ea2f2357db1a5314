"""Which reminders were snoozed: each once, kept by its primary key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.case.identifiers import EscalationId, UserId
from bot.ports import Snooze
from bot.reminders.about import number_of, read_about, read_run
from storage.statements import adding
from storage.tables import SnoozeRow

_ADD = adding(SnoozeRow)


class SnoozesTable:
    """The snoozes of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, snooze: Snooze) -> bool:
        about, run = str(snooze.about), number_of(snooze.run)
        key = (snooze.escalation_id, snooze.user, about, run)
        if self._session.get(SnoozeRow, key) is not None:
            return False
        row = {
            "escalation_id": snooze.escalation_id,
            "user_id": snooze.user,
            "about": about,
            "run": run,
            "until": snooze.until,
            "reason": snooze.reason,
            "at": snooze.at,
        }
        self._session.execute(_ADD, row)
        return True

    def of(self, user: UserId, ids: Iterable[EscalationId]) -> Sequence[Snooze]:
        wanted = list(ids)
        query = select(SnoozeRow).where(
            SnoozeRow.user_id == user, SnoozeRow.escalation_id.in_(wanted)
        )
        return [_from_row(row) for row in self._session.execute(query).scalars()]


def _from_row(row: SnoozeRow) -> Snooze:
    about = read_about(row.about)
    return Snooze(
        EscalationId(row.escalation_id),
        UserId(row.user_id),
        about,
        read_run(about.subject, row.run),
        row.until,
        row.reason,
        row.at,
    )
