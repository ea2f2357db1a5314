"""Where messages lie that are looked at again: those that open a thread, and notes with buttons in
people's messages, as the outbox remembers them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.case.identifiers import ChannelId
from bot.notices import CardChanged, ConsultDue, ConsultPut, Notice
from bot.ports import Lying, Thread
from storage.outbox import NOTICES, OF_A_PERSON
from storage.tables import ConsultMessageRow, OutboxRow, ThreadRow


def lying_notes(session: Session, to: str, subject: str) -> Sequence[Lying]:
    """Those about a subject that were posted to somebody and aren't settled, oldest first."""
    query = (
        select(OutboxRow)
        .where(
            OutboxRow.subject == subject,
            OutboxRow.lane == f"{OF_A_PERSON}{to}",
            OutboxRow.is_live,
            OutboxRow.state == "done",
            OutboxRow.ts != "",
        )
        .order_by(OutboxRow.id)
    )
    return [
        Lying(row.id, NOTICES.validate_json(row.notice), ChannelId(row.channel), row.ts)
        for row in session.scalars(query)
    ]


def rewrite(session: Session, outbox_id: int, notice: Notice) -> None:
    """A row's message says this now."""
    kept = NOTICES.dump_json(notice).decode()
    session.execute(update(OutboxRow).where(OutboxRow.id == outbox_id).values(notice=kept))


def keep_place(session: Session, notice: Notice, thread: Thread) -> None:
    """Keeps where it was posted. Raises TypeError for what opens no thread."""
    place = {"channel": thread.channel, "ts": thread.ts, "card_ts": thread.card_ts}
    if isinstance(notice, CardChanged):
        session.merge(ThreadRow(escalation_id=notice.escalation_id, **place))
    elif isinstance(notice, ConsultPut | ConsultDue):
        key = (notice.consult, notice.to, notice.step if isinstance(notice, ConsultDue) else "")
        row = session.get(ConsultMessageRow, key)
        if row is None:
            consult_id, recipient, step = key
            row = ConsultMessageRow(
                consult_id=consult_id, recipient=recipient, step=step, is_open=False
            )
            session.add(row)
        for name, value in place.items():
            setattr(row, name, value)
    else:
        raise TypeError("only a card or a question opens a thread")
