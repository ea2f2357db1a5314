"""Appeals as the transparency report counts them: ours, and those that were imported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    and_,
    case,
    func,
    or_,
    select,
    union,
)

from bot.case.kinds import KINDS
from bot.reports.asked import Asked
from bot.reports.dsa import Complaint
from storage.engine import STREAMED
from storage.instants import Instant
from storage.report_tables import APPEALS, COMMUNICATIONS, DECISIONS, ESCALATIONS, IMPORTED

_KINDS = [kind.name for kind in KINDS.values() if kind.is_appeal]
_NONE = ("", "none")


def complaints(
    connection: Connection, since: datetime, until: datetime, asked: Asked
) -> Iterator[Complaint]:
    """Those that came in, were decided or notified in this time, and some others."""
    yield from _ours(connection, since, until, asked)
    if asked.kinds is None or set(_KINDS) & set(asked.kinds):
        yield from _imported(connection, since, until)


def _ours(
    connection: Connection, since: datetime, until: datetime, asked: Asked
) -> Iterator[Complaint]:
    every = DECISIONS.alias()
    stands = (
        select(func.max(every.c.id))
        .where(every.c.escalation_id == ESCALATIONS.c.id)
        .scalar_subquery()
    )
    told_at = (
        select(func.min(COMMUNICATIONS.c.at, type_=Instant()))
        .where(COMMUNICATIONS.c.decision_id == DECISIONS.c.id)
        .scalar_subquery()
    )
    query = (
        select(
            APPEALS.c.basis,
            APPEALS.c.received_at,
            ESCALATIONS.c.close_reason,
            DECISIONS.c.outcome,
            DECISIONS.c.decided_at,
            DECISIONS.c.restriction,
            told_at.label("told_at"),
        )
        .join_from(APPEALS, ESCALATIONS, ESCALATIONS.c.id == APPEALS.c.escalation_id)
        .outerjoin(DECISIONS, DECISIONS.c.id == stands)
        .where(APPEALS.c.escalation_id.in_(_touched(since, until)))
    )
    if asked.queues is not None:
        query = query.where(ESCALATIONS.c.queue.in_(asked.queues))
    for row in connection.execute(query, execution_options=STREAMED):
        yield Complaint(
            row.basis,
            row.received_at,
            outcome=row.outcome or "",
            decided_at=row.decided_at,
            notified_at=row.told_at,
            has_restriction=(row.restriction or "") not in _NONE,
            close_reason=row.close_reason or "",
        )


def _touched(since: datetime, until: datetime) -> CompoundSelect[Any]:
    """The appeals that were received, decided or told in this time, each found by its time."""

    def in_it(at: ColumnElement[datetime]) -> ColumnElement[bool]:
        return and_(at >= since, at < until)

    return union(
        select(APPEALS.c.escalation_id).where(in_it(APPEALS.c.received_at)),
        select(DECISIONS.c.escalation_id).where(in_it(DECISIONS.c.decided_at)),
        select(COMMUNICATIONS.c.escalation_id).where(in_it(COMMUNICATIONS.c.at)),
    )


def _imported(connection: Connection, since: datetime, until: datetime) -> Iterator[Complaint]:
    c = IMPORTED.c
    known_since = func.coalesce(c.submitted_at, c.opened_at, type_=Instant())
    query = select(IMPORTED, known_since.label("known_since")).where(
        c.kind.in_(_KINDS),
        case((known_since.is_(None), c.decided_at), else_=known_since) < until,
        or_(c.decided_at >= since, c.notified_at >= since),
    )
    for row in connection.execute(query, execution_options=STREAMED):
        yield Complaint(
            row.basis,
            row.known_since or row.decided_at,
            is_known_since=row.known_since is not None,
            outcome=row.outcome,
            decided_at=row.decided_at,
            notified_at=row.notified_at,
            has_restriction=row.restriction not in _NONE,
            is_imported=True,
        )
