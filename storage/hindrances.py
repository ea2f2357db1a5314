"""What keeps a place back, as a row that is parked for it sees it.

Whoever ends it takes its row away first and lets out what is parked afterwards; whoever parks holds
it: so one sees the other, and nothing stays parked for a place that is free.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from bot.ports import EXPOSED, IN_METHODS, SLACK
from storage.tables import ChannelPaceRow, ExposureRow, HindranceRow
from storage.waits import opened_since

_OF_METHOD = HindranceRow.place.contains(IN_METHODS, autoescape=True)
OF_CONVERSATIONS = and_(HindranceRow.place != SLACK, ~_OF_METHOD)
"""What a person, or a policy, may have mended: not what is wrong with Slack, or with one of its
methods."""


def note_opened(session: Session, now: datetime, places: Sequence[str]) -> None:
    """Notes that these places are open now, or all where none is named: first of all, so that who
    is about to say of one that it's closed sees it or is seen."""
    if not places:
        session.execute(update(ChannelPaceRow).values(opened_at=now))
    for place in places:
        row = session.get(ChannelPaceRow, place, with_for_update=True)
        if row is None:
            row = ChannelPaceRow(channel=place, free_at=now)
            session.add(row)
        row.opened_at = now
    session.flush()


def was_opened(session: Session, place: str, begun: datetime, now: datetime) -> bool:
    """Whether a place was opened after this, so that a refusal of a try from then is outdated; it's
    held until the transaction ends."""
    row = session.get(ChannelPaceRow, place, with_for_update=True)
    return row is not None and opened_since(begun, row.opened_at, now)


def is_kept_back(session: Session, place: str, error: str) -> bool:
    """Whether something still keeps the place back; it's held until the transaction ends. A channel
    that is read by who may not is kept back by that alone."""
    kept = select(HindranceRow.place).where(HindranceRow.place == place)
    if error == EXPOSED:
        kept = select(ExposureRow.channel).where(ExposureRow.channel == place)
    return session.execute(kept.with_for_update()).first() is not None


def is_news(session: Session, place: str, error: str) -> bool:
    """Whether nobody has been told yet that this keeps the place back; then it's noted. A place
    that was limited before may be closed now: that's another thing to be told."""
    noted = (
        update(HindranceRow)
        .where(HindranceRow.place == place)
        .where(HindranceRow.is_told.is_(False) | (HindranceRow.error != error))
        .values(is_told=True, error=error)
        .returning(HindranceRow.place)
    )
    return session.execute(noted).scalar_one_or_none() is not None
