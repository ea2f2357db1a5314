"""Waits that are kept as instants, and how long each may be: what is longer was written by a clock
that was ahead, and has been set right since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from storage.lanes import among
from storage.tables import PENDING, HindranceRow, OutboxRow

LONGEST_WAIT = timedelta(minutes=2)
"""Until a row is tried again, or a channel may be posted in that Slack wants left alone."""
LONGEST_PACE = timedelta(seconds=20)
"""Until a channel's allowance is whole again; App Homes have the longest, of 15 s."""
APART = timedelta(seconds=5)
"""How far the clocks of two machines may be apart."""
LOOK = timedelta(seconds=2)
"""Before a row is tried whose wait was cut: it may be one that is being looked for."""

_HEADS = (among(OutboxRow.__table__.c.state, PENDING), OutboxRow.behind.is_(None))
"""Who stands behind another is looked at when that one lets it go."""


def over(until: datetime | None, now: datetime, longest: timedelta) -> bool:
    """Whether a wait is over, or is longer than any of its sort."""
    return until is None or until <= now or until > now + longest + APART


def opened_since(begun: datetime, opened: datetime | None, now: datetime) -> bool:
    """Whether a channel was opened after a try that it has refused now had begun: then the refusal
    tells nothing of it. What lies ahead was written by a clock that was, and would do so for as
    long."""
    return opened is not None and begun <= opened <= now + APART


def too_long(
    now: datetime, lease: timedelta, *, short_too: bool
) -> Mapping[str, tuple[ColumnElement[bool], datetime]]:
    """What is longer than any of its sort, by its column, and what that is cut to. `short_too`:
    also what only the rest of the row tells, which costs what is pending; one that was never tried,
    say, waits for nothing."""
    tried = OutboxRow.next_try_at > now + LONGEST_WAIT + APART
    untried = and_(OutboxRow.next_try_at > now + APART, OutboxRow.attempts == 0)
    leased = OutboxRow.lease_until > now + lease + APART
    if not short_too:
        return {"next_try_at": (tried, now + LOOK)}
    return {
        "next_try_at": (or_(tried, untried), now + LOOK),
        "lease_until": (leased, now + lease),
    }


def cut_waits(session: Session, found: Mapping[str, tuple[ColumnElement[bool], datetime]]) -> int:
    """Cuts what waits in the outbox to the longest of its sort; how many rows that were."""
    cut = 0
    for column, (which, until) in found.items():
        cutting = update(OutboxRow).where(*_HEADS, which).values({column: until})
        cut += len(session.execute(cutting.returning(OutboxRow.id)).all())
    return cut


def cut_hindrances(session: Session, now: datetime) -> None:
    """What keeps a place back has done so since now at the latest, or it would be told too late."""
    ahead = HindranceRow.since > now + APART
    session.execute(update(HindranceRow).where(ahead).values(since=now))


def any_hindrance_ahead(session: Session, now: datetime) -> bool:
    """Whether there's one that was noted by a clock that was ahead."""
    ahead = select(HindranceRow.place).where(HindranceRow.since > now + APART)
    return session.execute(ahead).first() is not None


def any_of(session: Session, found: Mapping[str, tuple[ColumnElement[bool], datetime]]) -> bool:
    """Whether there's something to cut. Reading holds up nobody."""
    # In order: else PostgreSQL, which takes much to be found, reads the table.
    heads = select(OutboxRow.id).where(*_HEADS).order_by(OutboxRow.next_try_at.desc()).limit(1)
    asked = (heads.where(which) for which, _ in found.values())
    return any(session.execute(query).first() is not None for query in asked)


def hasten(session: Session, why: str, now: datetime, limit: int | None) -> int:
    """Ends the waits that were noted with an error that begins so, the shortest first; how many."""
    waiting = (
        select(OutboxRow.id)
        .where(*_HEADS, OutboxRow.error.startswith(why, autoescape=True))
        .order_by(OutboxRow.next_try_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    going = update(OutboxRow).where(OutboxRow.id.in_(waiting)).values(next_try_at=now)
    return len(session.execute(going.returning(OutboxRow.id)).all())
