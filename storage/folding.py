"""What waits behind a row of the outbox and is said with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from bot.notices import Milestones
from storage.lanes import among, let_go
from storage.outbox import NOTICES
from storage.tables import UNFINISHED, OutboxRow


def fold(session: Session, row: OutboxRow, now: datetime) -> None:
    """What waits behind it and is the same says the same thing, stale: this delivery, which is
    rendered after this transaction, says it for all of them. Not so a delivery in doubt: what
    is found then may have been rendered before."""
    same = _waiting_behind(row).where(OutboxRow.notice == row.notice)
    # Who looks at one of them at this moment puts it behind this row, and it is said again.
    said = [other.id for other in session.scalars(same.with_for_update(skip_locked=True))]
    _said_with(session, row, said, now)


def gather(session: Session, row: OutboxRow, notice: Milestones, now: datetime) -> Milestones:
    """The milestones that wait behind these are told with them. The row keeps them all: should
    it be in doubt, it is the same message that is looked for."""
    others = _waiting_behind(row).where(OutboxRow.sort == row.sort)
    rows = session.scalars(others.with_for_update(skip_locked=True)).all()
    at = list(notice.at)
    for other in rows:
        told = NOTICES.validate_json(other.notice)
        at += told.at if isinstance(told, Milestones) else ()
    gathered = replace(notice, at=tuple(dict.fromkeys(at)))
    row.notice = NOTICES.dump_json(gathered).decode()
    _said_with(session, row, [other.id for other in rows], now)
    return gathered


def _waiting_behind(row: OutboxRow) -> Select[OutboxRow]:
    return select(OutboxRow).where(
        OutboxRow.lane == row.lane,
        OutboxRow.id > row.id,
        among(OutboxRow.__table__.c.state, UNFINISHED),
        OutboxRow.state == "waiting",
        OutboxRow.lease_until.is_(None),
    )


def _said_with(session: Session, row: OutboxRow, said: Sequence[int], now: datetime) -> None:
    if not said:
        return
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(said))
        .values(state="done", finished_at=now, error=f"said with {row.id}", behind=None)
        .execution_options(synchronize_session=False)
    )
    let_go(session, said, instead=row.id)
