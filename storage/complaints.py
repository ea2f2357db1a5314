"""Appeals as the transparency report counts them: ours, and those that were imported.

The tables are named again, as in `storage/register.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, case, column, func, or_, select, table

from bot.case.kinds import KINDS
from bot.reports.asked import Asked
from bot.reports.dsa import Complaint
from storage.instants import Instant

APPEALS = table(
    "appeals", column("escalation_id"), column("basis"), column("received_at", Instant())
)
ESCALATIONS = table(
    "escalations",
    column("id"),
    column("queue"),
    column("close_reason"),
    column("closed_at", Instant()),
)
DECISIONS = table(
    "decisions",
    column("id"),
    column("escalation_id"),
    column("outcome"),
    column("decided_at", Instant()),
    column("restriction"),
)
COMMUNICATIONS = table("communications", column("decision_id"), column("at", Instant()))
IMPORTED = table(
    "imported_decisions",
    column("kind"),
    column("basis"),
    column("opened_at", Instant()),
    column("submitted_at", Instant()),
    column("decided_at", Instant()),
    column("outcome"),
    column("restriction"),
    column("notified_at", Instant()),
)
_KINDS = [kind.name for kind in KINDS.values() if kind.is_appeal]
_NONE = ("", "none")
_STREAMED = {"yield_per": 500}


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
        .where(
            APPEALS.c.received_at < until,
            or_(
                ESCALATIONS.c.closed_at.is_(None),
                ESCALATIONS.c.closed_at >= since,
                APPEALS.c.received_at >= since,
            ),
        )
    )
    if asked.queues is not None:
        query = query.where(ESCALATIONS.c.queue.in_(asked.queues))
    for row in connection.execute(query, execution_options=_STREAMED):
        yield Complaint(
            row.basis,
            row.received_at,
            outcome=row.outcome or "",
            decided_at=row.decided_at,
            notified_at=row.told_at,
            has_restriction=(row.restriction or "") not in _NONE,
            close_reason=row.close_reason or "",
        )


def _imported(connection: Connection, since: datetime, until: datetime) -> Iterator[Complaint]:
    c = IMPORTED.c
    known_since = func.coalesce(c.submitted_at, c.opened_at, type_=Instant())
    query = select(IMPORTED, known_since.label("known_since")).where(
        c.kind.in_(_KINDS),
        case((known_since.is_(None), c.decided_at), else_=known_since) < until,
        or_(c.decided_at >= since, c.notified_at >= since),
    )
    for row in connection.execute(query, execution_options=_STREAMED):
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
