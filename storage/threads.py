"""Where a message stands in Slack that opens a thread: a case's card, a question to a team."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.notices import CardChanged, ConsultDue, ConsultPut, Notice
from bot.ports import Thread
from storage.tables import ConsultMessageRow, ThreadRow


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
