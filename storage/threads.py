"""Where a message stands in Slack that opens a thread: a case's card, a question to a team."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.notices import CardChanged, ConsultPut, Notice
from bot.ports import Thread
from storage.tables import ConsultMessageRow, ThreadRow


def keep_place(session: Session, notice: Notice, thread: Thread) -> None:
    """Keeps where it was posted. Raises TypeError for what opens no thread."""
    place = {"channel": thread.channel, "ts": thread.ts, "card_ts": thread.card_ts}
    if isinstance(notice, CardChanged):
        session.merge(ThreadRow(escalation_id=notice.escalation_id, **place))
    elif isinstance(notice, ConsultPut):
        question = ConsultMessageRow.consult_id == notice.consult
        put = update(ConsultMessageRow).where(question, ConsultMessageRow.recipient == notice.to)
        session.execute(put.values(place))
    else:
        raise TypeError("only a card or a question opens a thread")
