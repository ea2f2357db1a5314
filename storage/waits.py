"""Waits that are kept as instants, and how long each may be: what is longer was written by a clock
that was ahead, and has been set right since."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, text, update
from sqlalchemy.orm import Session

from storage.tables import OutboxRow

LONGEST_WAIT = timedelta(minutes=2)
"""Until a row is tried again, or a channel may be posted in that Slack wants left alone."""
LONGEST_PACE = timedelta(seconds=20)
"""Until a channel's allowance is whole again; App Homes have the longest, of 15 s."""
APART = timedelta(seconds=5)
"""How far the clocks of two machines may be apart."""
LOOK = timedelta(seconds=2)
"""Before a row is tried whose wait was cut: it may be one that is being looked for."""

_PENDING = and_(
    # In words, not as parameters: SQLite must see that the index of the unfinished will do.
    text("outbox.state IN ('waiting', 'doubt', 'parked')"),
    text("outbox.state IN ('waiting', 'doubt')"),
)


def over(until: datetime | None, now: datetime, longest: timedelta) -> bool:
    """Whether a wait is over, or is longer than any of its sort."""
    return until is None or until <= now or until > now + longest + APART


def cut_waits(session: Session, now: datetime, lease: timedelta) -> int:
    """Cuts what waits in the outbox to the longest of its sort; how many rows that were. One that
    was never tried waits for nothing."""
    return _cut(session, _waits_too_long(now), next_try_at=now + LOOK) + _cut(
        session, _leased_too_long(now, lease), lease_until=now + lease
    )


def any_too_long(session: Session, now: datetime, lease: timedelta) -> bool:
    """Whether there's something to cut. Reading holds up nobody."""
    too_long = or_(_waits_too_long(now), _leased_too_long(now, lease))
    return (
        session.execute(select(OutboxRow.id).where(_PENDING, too_long).limit(1)).first() is not None
    )


def _waits_too_long(now: datetime) -> ColumnElement[bool]:
    return or_(
        OutboxRow.next_try_at > now + LONGEST_WAIT + APART,
        and_(OutboxRow.attempts == 0, OutboxRow.next_try_at > now + APART),
    )


def _leased_too_long(now: datetime, lease: timedelta) -> ColumnElement[bool]:
    return OutboxRow.lease_until > now + lease + APART


def _cut(session: Session, which: ColumnElement[bool], **values: datetime) -> int:
    cut = update(OutboxRow).where(_PENDING, which).values(**values).returning(OutboxRow.id)
    return len(session.execute(cut).all())
