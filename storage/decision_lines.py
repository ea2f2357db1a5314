"""The decisions of the register, a line each, as a report reads them."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, column, func, select, table

from bot.case.identifiers import EscalationId, reference
from bot.reports.asked import Asked
from bot.reports.register import Line
from storage.engine import PAGE, STREAMED
from storage.imported_lines import count_imported, imported_lines
from storage.instants import Instant
from storage.reading import ESCALATIONS, Reading, within

if TYPE_CHECKING:
    from bot.reports.statements import Restricted

DECISIONS = table(
    "decisions",
    column("id"),
    column("escalation_id"),
    column("supersedes"),
    column("outcome"),
    column("ground"),
    column("ground_words"),
    column("explanation"),
    column("message"),
    column("root_cause"),
    column("what_should_change"),
    column("decided_by"),
    column("decided_at", Instant()),
    column("told_through"),
    column("policy_version"),
)
COMMUNICATIONS = table(
    "communications", column("id"), column("decision_id"), column("by"), column("at", Instant())
)
PEOPLE = table("people", column("user_id"), column("name"))
_REQUESTER, _DECIDER = PEOPLE.alias(), PEOPLE.alias()
_LINES = (
    select(
        DECISIONS,
        *(c for c in ESCALATIONS.c if c.name not in ("id", "confidentiality")),
        _REQUESTER.c.name.label("requester_name"),
        _DECIDER.c.name.label("decided_by_name"),
        COMMUNICATIONS.c.by,
        COMMUNICATIONS.c.at,
    )
    .join_from(DECISIONS, ESCALATIONS, ESCALATIONS.c.id == DECISIONS.c.escalation_id)
    .outerjoin(_REQUESTER, _REQUESTER.c.user_id == ESCALATIONS.c.requester)
    .outerjoin(_DECIDER, _DECIDER.c.user_id == DECISIONS.c.decided_by)
    .outerjoin(COMMUNICATIONS, COMMUNICATIONS.c.decision_id == DECISIONS.c.id)
    .order_by(DECISIONS.c.id, COMMUNICATIONS.c.id)
)


class DecisionLines(Reading):
    """The decisions, and what they restricted."""

    def lines(self, asked: Asked) -> Iterator[Line]:
        """The decisions taken in the period, oldest first, as they are read."""
        query = _LINES.where(*_decided(asked))
        ours = map(_line, self._connection.execute(query, execution_options=STREAMED))
        imported = imported_lines(self._connection, asked, PAGE)
        yield from merge(imported, ours, key=lambda line: line.decided_at)

    def count(self, asked: Asked) -> int:
        """How many lines there are, or a few less: not more of a decision that was told twice."""
        query = select(func.count()).select_from(DECISIONS).where(*_decided(asked))
        if asked.queues is not None:
            query = query.join(ESCALATIONS, ESCALATIONS.c.id == DECISIONS.c.escalation_id)
        ours = self._connection.execute(query).scalar_one()
        return ours + count_imported(self._connection, asked)

    def restrictions(self, asked: Asked) -> Iterator[Restricted]:
        """The decisions of the period that imposed a new restriction, oldest first."""
        from storage.restrictions import imposed

        yield from imposed(self._connection, asked)


def _decided(asked: Asked) -> list[ColumnElement[bool]]:
    of_queues = [ESCALATIONS.c.queue.in_(asked.queues)] if asked.queues is not None else []
    return [*within(asked, DECISIONS.c.decided_at), *of_queues]


def _line(row: Row[Any]) -> Line:
    return Line(
        reference=reference(EscalationId(row.escalation_id)),
        decision=row.id,
        supersedes=row.supersedes,
        kind=row.kind,
        priority=row.priority,
        queue=row.queue,
        account=row.account,
        title=row.title,
        requester=row.requester,
        requester_name=row.requester_name,
        opened_at=row.opened_at,
        outcome=row.outcome,
        ground=row.ground,
        ground_text=row.ground_words,
        explanation=row.explanation,
        message=row.message,
        root_cause=row.root_cause,
        what_should_change=row.what_should_change,
        decided_by=row.decided_by,
        decided_by_name=row.decided_by_name,
        decided_at=row.decided_at,
        told_through=row.told_through,
        communicated_by=row.by,
        communicated_at=row.at,
        policy_version=row.policy_version,
    )
