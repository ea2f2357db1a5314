"""Imported decisions as lines of the register: told by their own key, without a number of ours."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, func, select

from bot.reports.asked import Asked
from bot.reports.register import Line
from storage.engine import STREAMED
from storage.instants import within
from storage.report_tables import IMPORTED


def imported_lines(connection: Connection, asked: Asked) -> Iterator[Line]:
    """Those decided in the period, oldest first; of a queue those whose kind it takes now."""
    c = IMPORTED.c
    query = select(IMPORTED).where(*_wanted(asked)).order_by(c.decided_at, c.id)
    for row in connection.execute(query, execution_options=STREAMED):
        yield Line(
            reference=row.external_id,
            decision=None,
            supersedes=None,
            superseded_by=None,
            kind=row.kind,
            priority="",
            queue="",
            account=row.account,
            title=row.title,
            requester=row.requester,
            requester_name=None,
            opened_at=row.opened_at,
            outcome=row.outcome,
            ground=row.ground,
            ground_text=row.ground,
            explanation=row.explanation,
            facts="",
            message=row.message,
            language="",
            other_message="",
            root_cause="",
            what_should_change="",
            why_otherwise="",
            restriction=row.restriction,
            restriction_what="",
            restriction_other="",
            category="",
            automated_means="",
            territory="",
            until="",
            guideline_version="",
            decided_by=row.decided_by,
            decided_by_name=None,
            decided_at=row.decided_at,
            approved_by=None,
            approved_by_name=None,
            approved_at=None,
            told_through="",
            communicated_by=None,
            communicated_at=row.notified_at,
            other_communicated_by=None,
            other_communicated_at=None,
            carried_out_by=None,
            carried_out_at=None,
            carried_out_since=row.effect_given_at,
            seen_at=None,
            not_told_by=None,
            not_told_at=None,
            not_told_why=None,
            policy_version=None,
        )


def count_imported(connection: Connection, asked: Asked) -> int:
    """How many lines those are."""
    query = select(func.count()).select_from(IMPORTED).where(*_wanted(asked))
    return connection.execute(query).scalar_one()


def _wanted(asked: Asked) -> list[ColumnElement[bool]]:
    of_kinds = [IMPORTED.c.kind.in_(asked.kinds)] if asked.kinds is not None else []
    return [*within(IMPORTED.c.decided_at, asked), *of_kinds]
