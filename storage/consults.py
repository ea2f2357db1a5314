"""Consults: questions put before teams, and where they stand in Slack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.orm import Session

from bot.case.consult import Consult
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.ports import Thread
from storage.statements import columns
from storage.tables import ConsultMessageRow, ConsultRow

_CONSULTS = columns(ConsultRow)
_MESSAGES = columns(ConsultMessageRow)
_QUESTIONS = _MESSAGES.c.step == ""
"""The questions themselves, and no reminders of them."""
_OPEN = (_CONSULTS.c.answered_at.is_(None), _CONSULTS.c.cancelled_at.is_(None))


def _values(consult: Consult) -> Mapping[str, object]:
    return {
        "escalation_id": consult.escalation_id,
        "team": consult.team,
        "people": list(consult.people),
        "question": consult.question,
        "asked_by": consult.asked_by,
        "asked_at": consult.asked_at,
        "due_at": consult.due_at,
        "waited_since": consult.waited_since,
        "answer": consult.answer,
        "answered_by": consult.answered_by,
        "answered_at": consult.answered_at,
        "cancelled_at": consult.cancelled_at,
    }


class ConsultsTable:
    """The consults of one transaction. Read past the ORM's objects, which would keep what was read
    before a lock was waited for."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, consult: Consult) -> Consult:
        adding = insert(_CONSULTS).values(_values(consult)).returning(_CONSULTS.c.id)
        consult_id = self._session.execute(adding).scalar_one()
        rows = [
            {
                "consult_id": consult_id,
                "recipient": recipient,
                "step": "",
                "is_open": consult.is_open,
                "channel": "",
                "ts": "",
                "card_ts": "",
            }
            for recipient in consult.recipients
        ]
        self._session.execute(insert(_MESSAGES), rows)
        found = self.get(consult_id)
        assert found is not None, "it was just stored"
        return found

    def get(self, consult_id: int) -> Consult | None:
        found = self._found(select(_CONSULTS).where(_CONSULTS.c.id == consult_id))
        return found[0] if found else None

    def save(self, consult: Consult) -> None:
        which = _CONSULTS.c.id == consult.id
        self._session.execute(update(_CONSULTS).where(which).values(_values(consult)))
        theirs = _MESSAGES.c.consult_id == consult.id
        self._session.execute(update(_MESSAGES).where(theirs).values(is_open=consult.is_open))

    def open_of(self, escalation_id: EscalationId) -> Sequence[Consult]:
        query = select(_CONSULTS).where(_CONSULTS.c.escalation_id == escalation_id, *_OPEN)
        return self._found(query.order_by(_CONSULTS.c.id))

    def put_to(self, recipient: str) -> Sequence[Consult]:
        query = (
            select(_CONSULTS)
            .join(_MESSAGES, _MESSAGES.c.consult_id == _CONSULTS.c.id)
            .where(_MESSAGES.c.recipient == recipient, _MESSAGES.c.is_open, _QUESTIONS)
            .order_by(_CONSULTS.c.due_at, _CONSULTS.c.id)
        )
        return self._found(query)

    def in_thread(self, channel: ChannelId, thread_ts: str) -> int | None:
        if not thread_ts:
            return None
        query = select(_MESSAGES.c.consult_id).where(
            _MESSAGES.c.channel == channel, _MESSAGES.c.ts == thread_ts
        )
        return self._session.execute(query).scalar()

    def reminders_of(self, consult_id: int) -> Sequence[tuple[str, str]]:
        theirs = (_MESSAGES.c.consult_id == consult_id, ~_QUESTIONS)
        query = select(_MESSAGES.c.recipient, _MESSAGES.c.step).where(*theirs)
        rows = self._session.execute(query.order_by(_MESSAGES.c.ts)).all()
        return [(row.recipient, row.step) for row in rows]

    def message_of(self, consult_id: int, recipient: str, step: str = "") -> Thread | None:
        query = select(_MESSAGES.c.channel, _MESSAGES.c.ts, _MESSAGES.c.card_ts).where(
            _MESSAGES.c.consult_id == consult_id,
            _MESSAGES.c.recipient == recipient,
            _MESSAGES.c.step == step,
        )
        row = self._session.execute(query).one_or_none()
        return Thread(ChannelId(row.channel), row.ts, row.card_ts) if row and row.ts else None

    def _found(self, query: Select[tuple[object, ...]]) -> list[Consult]:
        rows = self._session.execute(query).all()
        if not rows:
            return []
        ids = [row.id for row in rows]
        messages = self._session.execute(
            select(_MESSAGES.c.consult_id, _MESSAGES.c.recipient)
            .where(_MESSAGES.c.consult_id.in_(ids), _QUESTIONS)
            .order_by(_MESSAGES.c.recipient)
        ).all()
        put = {id_: tuple(m.recipient for m in messages if m.consult_id == id_) for id_ in ids}
        return [_consult(row, put[row.id]) for row in rows]


def _consult(row: Row[tuple[object, ...]], recipients: tuple[str, ...]) -> Consult:
    return Consult(
        id=row.id,
        escalation_id=EscalationId(row.escalation_id),
        team=row.team,
        recipients=recipients,
        people=tuple(UserId(user) for user in row.people),
        question=row.question,
        asked_by=UserId(row.asked_by),
        asked_at=row.asked_at,
        due_at=row.due_at,
        waited_since=row.waited_since,
        answer=row.answer,
        answered_by=UserId(row.answered_by) if row.answered_by else None,
        answered_at=row.answered_at,
        cancelled_at=row.cancelled_at,
    )
