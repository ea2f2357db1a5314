"""Notes that lie in people's messages with their buttons, as the outbox remembers them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.case.identifiers import ChannelId
from bot.notices import Notice
from bot.ports import Lying
from storage.outbox import NOTICES, OF_A_PERSON
from storage.tables import OutboxRow


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
