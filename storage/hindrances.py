"""What keeps a place back, as a row that is parked for it sees it.

Whoever ends it takes its row away first and lets out what is parked afterwards; whoever parks holds
it: so one sees the other, and nothing stays parked for a place that is free.
"""

from __future__ import annotations

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from bot.ports import EXPOSED, IN_METHODS, SLACK
from storage.tables import ExposureRow, HindranceRow

_OF_METHOD = HindranceRow.place.contains(IN_METHODS, autoescape=True)
OF_CONVERSATIONS = and_(HindranceRow.place != SLACK, ~_OF_METHOD)
"""What a person, or a policy, may have mended: not what is wrong with Slack, or with one of its
methods."""


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
