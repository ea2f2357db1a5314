"""The decisions that imposed a new restriction, as statements of reasons are made from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, RowMapping, exists, func, or_, select

from bot.case.identifiers import EscalationId
from bot.reports.asked import Asked
from bot.reports.statements import Restricted
from storage.engine import STREAMED
from storage.instants import within
from storage.statements import columns
from storage.tables import CommunicationRow, DecisionRow, EscalationRow, PersonRow

_DECISIONS, _CASES = columns(DecisionRow), columns(EscalationRow)
_PEOPLE, _TOLD = columns(PersonRow), columns(CommunicationRow)
_LATER = _DECISIONS.alias()
_PARTIES = ("business", "reviewer", "sender")
"""The questions whose answers are what a party is called."""
_LEAST = 3
"""A name of fewer letters is found in words that aren't names."""


def imposed(connection: Connection, asked: Asked) -> Iterator[Restricted]:
    """The new restrictions of the period, oldest first, as they are read. One that was superseded
    before anybody was told of it never came into force, and isn't among them."""
    told = exists().where(_TOLD.c.decision_id == _DECISIONS.c.id)
    later = (
        select(func.min(_LATER.c.id))
        # The index is by case.
        .where(_LATER.c.escalation_id == _DECISIONS.c.escalation_id)
        .where(_LATER.c.supersedes == _DECISIONS.c.id)
        .scalar_subquery()
    )
    query = (
        select(
            _DECISIONS,
            *(_CASES.c[name] for name in ("kind", "opened_at", "answers", "account")),
            _CASES.c.silent_since,
        )
        .join_from(_DECISIONS, _CASES, _CASES.c.id == _DECISIONS.c.escalation_id)
        .where(_DECISIONS.c.restriction != "", or_(told, later.is_(None)))
        .where(*within(_DECISIONS.c.decided_at, asked))
        .order_by(_DECISIONS.c.decided_at, _DECISIONS.c.id)
    )
    if asked.queues is not None:
        query = query.where(_CASES.c.queue.in_(asked.queues))
    names = connection.execute(select(_PEOPLE.c.name)).scalars()
    staff = tuple(name for name in names if len(name) >= _LEAST)
    for row in connection.execute(query, execution_options=STREAMED).mappings():
        yield _restricted(row, staff)


def _restricted(row: RowMapping, staff: tuple[str, ...]) -> Restricted:
    answers: dict[str, Any] = row["answers"]
    names = [str(answers.get(key, "")) for key in _PARTIES]
    return Restricted(
        decision=row["id"],
        escalation_id=EscalationId(row["escalation_id"]),
        kind=row["kind"],
        basis=str(answers.get("basis", "")),
        opened_at=row["opened_at"],
        decided_at=row["decided_at"],
        ground=row["ground"],
        ground_words=row["ground_words"],
        explanation=row["explanation"],
        facts=row["facts"],
        restriction=row["restriction"],
        what=row["restriction_what"],
        other=row["restriction_other"],
        category=row["category"],
        automated_means=row["automated_means"],
        territory=tuple(row["territory"]),
        until=row["until"],
        guideline_version=row["guideline_version"],
        names=tuple(name for name in (*names, row["account"]) if len(name) >= _LEAST),
        staff=staff,
        is_silent=row["silent_since"] is not None,
    )
