"""The feedback items, a line each, as a report reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select

from bot.case.confidentiality import Confidentiality
from bot.case.identifiers import EscalationId, reference
from bot.reports.asked import Asked
from bot.reports.feedback import FeedbackLine, in_time
from storage.engine import PAGE, STREAMED
from storage.instants import within
from storage.reading import Reading
from storage.report_tables import ESCALATIONS, FEEDBACK, FEEDBACK_CASES, PEOPLE


class FeedbackLines(Reading):
    """The feedback items."""

    def feedback(self, asked: Asked) -> Iterator[FeedbackLine]:
        """Feedback items asked for in the period, oldest first; of a queue those that one of its
        cases asked for."""
        query = (
            select(FEEDBACK, PEOPLE.c.name)
            .outerjoin(PEOPLE, PEOPLE.c.user_id == FEEDBACK.c.asked_by)
            .where(*within(FEEDBACK.c.asked_at, asked))
            .order_by(FEEDBACK.c.id)
        )
        if asked.queues is not None:
            by_them = select(FEEDBACK_CASES.c.item).where(FEEDBACK_CASES.c.queue.in_(asked.queues))
            query = query.where(FEEDBACK.c.id.in_(by_them))
        items = self._connection.execute(query, execution_options=STREAMED)
        for some in items.partitions(PAGE):
            cases = self._cases_of([row.id for row in some])
            for row in some:
                yield _feedback_line(row, cases.get(row.id, []))

    def _cases_of(self, items: Sequence[int]) -> Mapping[int, Sequence[tuple[str, str]]]:
        """Of each item its cases, and what they say should change."""
        of_items = (
            select(FEEDBACK_CASES, ESCALATIONS.c.confidentiality)
            .join(ESCALATIONS, ESCALATIONS.c.id == FEEDBACK_CASES.c.escalation_id)
            .where(FEEDBACK_CASES.c.item.in_(items))
            .order_by(FEEDBACK_CASES.c.item, FEEDBACK_CASES.c.place)
        )
        cases: dict[int, list[tuple[str, str]]] = {}
        for row in self._connection.execute(of_items):
            is_told = row.confidentiality == Confidentiality.INTERNAL and not row.is_kept
            told = row.what_should_change if is_told else ""
            named = reference(EscalationId(row.escalation_id))
            cases.setdefault(row.item, []).append((named, told))
        return cases


def _feedback_line(row: Row[Any], cases: Sequence[tuple[str, str]]) -> FeedbackLine:
    texts = dict.fromkeys(text for _, text in cases if text)
    marks = {
        f"{state}_{what}": getattr(row, f"{state}_{what}")
        for state in ("accepted", "done", "verified", "rejected")
        for what in ("by", "at")
    }
    return FeedbackLine(
        item=f"FB-{row.id}",
        target=row.target,
        state=row.state,
        root_cause=row.root_cause,
        what_should_change="\n".join(texts),
        case_count=len(cases),
        cases=" ".join(named for named, _ in cases),
        asked_by=row.asked_by,
        asked_by_name=row.name,
        asked_at=row.asked_at,
        due_at=row.due_at,
        owner=row.owner,
        in_time=in_time(row.due_at, row.done_at),
        reason=row.reason,
        **marks,
    )
