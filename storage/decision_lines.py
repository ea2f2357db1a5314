"""The decisions of the register, a line each, as a report reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, select

from bot.case.confidentiality import Confidentiality
from bot.case.identifiers import EscalationId
from bot.reports.asked import Asked
from bot.reports.register import Line
from storage.engine import STREAMED
from storage.imported_lines import count_imported, imported_lines
from storage.instants import within
from storage.reading import Reading
from storage.register_lines import LINES, line_of
from storage.report_tables import DECISIONS, ESCALATIONS

if TYPE_CHECKING:
    from bot.reports.statements import Restricted


class DecisionLines(Reading):
    """The decisions, and what they restricted."""

    def lines(self, asked: Asked) -> Iterator[Line]:
        """The decisions taken in the period, oldest first, as they are read."""
        query = LINES.where(*_decided(asked))
        ours = map(line_of, self._connection.execute(query, execution_options=STREAMED))
        imported = imported_lines(self._connection, asked)
        yield from merge(imported, ours, key=lambda line: line.decided_at)

    def count(self, asked: Asked) -> int:
        """How many lines there are, or a few less: not more of a decision that was told twice."""
        query = select(func.count()).select_from(DECISIONS).where(*_decided(asked))
        if asked.queues is not None:
            query = query.join(ESCALATIONS, ESCALATIONS.c.id == DECISIONS.c.escalation_id)
        ours = self._connection.execute(query).scalar_one()
        return ours + count_imported(self._connection, asked)

    def above_internal(self, asked: Asked) -> Sequence[EscalationId]:
        """The cases among those decisions that are of a class people must be cleared for."""
        query = (
            select(ESCALATIONS.c.id)
            .distinct()
            .join(DECISIONS, DECISIONS.c.escalation_id == ESCALATIONS.c.id)
            .where(ESCALATIONS.c.confidentiality != Confidentiality.INTERNAL.value)
            .where(*_decided(asked))
            .order_by(ESCALATIONS.c.id)
        )
        return [EscalationId(id_) for id_ in self._connection.execute(query).scalars()]

    def restrictions(self, asked: Asked) -> Iterator[Restricted]:
        """The decisions of the period that imposed a new restriction, oldest first."""
        from storage.restrictions import imposed

        yield from imposed(self._connection, asked)


def _decided(asked: Asked) -> list[ColumnElement[bool]]:
    of_queues = [ESCALATIONS.c.queue.in_(asked.queues)] if asked.queues is not None else []
    return [*within(DECISIONS.c.decided_at, asked), *of_queues]
