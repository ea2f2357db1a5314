"""What of the books a figure is over, in SQL: a period, the cases of a scope, and their group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Alias,
    ColumnElement,
    FromClause,
    Select,
    String,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from bot.figures.kpis import ALL, By, Scope
from storage.figure_functions import AnswerOf, LanguageOf
from storage.instants import within
from storage.report_tables import APPEALS, DECISIONS, ESCALATIONS, TIMELINE

Facts = Select[Any]
ONE: ColumnElement[int] = literal_column("1").label("base")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

VENDOR: ColumnElement[str] = func.coalesce(
    func.nullif(APPEALS.c.vendor, ""), AnswerOf(ESCALATIONS.c.answers, literal_column("'vendor'"))
)
"""Whose case it is: of an appeal who made the contested decision, else who is named with it."""


def _latest_ground() -> ColumnElement[str]:
    """On which ground a case was decided last, '' where it wasn't."""
    latest = DECISIONS.alias("latest")
    ground = (
        select(latest.c.ground)
        .where(latest.c.escalation_id == ESCALATIONS.c.id)
        .order_by(latest.c.id.desc())
        .limit(1)
        .correlate(ESCALATIONS)
        .scalar_subquery()
    )
    return func.coalesce(ground, "")


DIMENSIONS: Mapping[By, ColumnElement[str]] = {
    By.QUEUE: ESCALATIONS.c.queue,
    By.KIND: ESCALATIONS.c.kind,
    By.PRIORITY: ESCALATIONS.c.priority,
    By.PERSON: func.coalesce(ESCALATIONS.c.owner, ""),
    By.VENDOR: VENDOR,
    By.LANGUAGE: LanguageOf(ESCALATIONS.c.skills),
    By.REQUESTER: ESCALATIONS.c.requester,
    By.GROUND: _latest_ground(),
}


def micros(at: datetime) -> int:
    """An instant as `Micros` has it."""
    return (at - _EPOCH) // _MICROSECOND


def group_of(scope: Scope, dimensions: Mapping[By, ColumnElement[str]]) -> ColumnElement[str]:
    return literal(ALL) if scope.by is None else dimensions[scope.by]


def of_any(scope: Scope, by: By) -> Scope:
    """The same of all of them, where a scope is of one of something."""
    return replace(scope, only={other: one for other, one in scope.only.items() if other is not by})


def of_cases(
    scope: Scope,
    source: FromClause,
    case_id: ColumnElement[Any] | None,
    *columns: ColumnElement[Any],
    group: ColumnElement[str] | None = None,
    own: Mapping[By, ColumnElement[str]] | None = None,
) -> Facts:
    """Columns of a source, whose case is in the scope, after the group of that case. A source
    without a case of its own is the cases themselves; `own` is what it says itself of what its case
    says otherwise."""
    dimensions = {**DIMENSIONS, **(own or {})}
    named = group if group is not None else group_of(scope, dimensions)
    cases = source
    if case_id is not None:
        cases = cases.join(ESCALATIONS, ESCALATIONS.c.id == case_id)
    cases = cases.outerjoin(APPEALS, APPEALS.c.escalation_id == ESCALATIONS.c.id)
    query = select(cast(named, String).label("grp"), *columns).select_from(cases)
    if scope.queues is not None:
        query = query.where(ESCALATIONS.c.queue.in_(scope.queues))
    for by, value in scope.only.items():
        query = query.where(dimensions[by] == value)
    return query


def cases_where(scope: Scope, *columns: ColumnElement[Any]) -> Facts:
    return of_cases(scope, ESCALATIONS, None, *columns)


def is_of(what: str) -> ColumnElement[bool]:
    # Said in the statement itself: that is how a database knows the index that holds only these.
    return TIMELINE.c.what == literal_column(f"'{what}'")


def entries(scope: Scope, *sorts: str) -> Alias:
    """What happened in the period, of these sorts."""
    columns = (TIMELINE.c.id, TIMELINE.c.escalation_id, TIMELINE.c.at)
    parts = [select(*columns).where(is_of(s), *within(TIMELINE.c.at, scope)) for s in sorts]
    found: Alias = union_all(*parts).subquery("happened")  # type: ignore[assignment]
    return found


def share_rows(*, hit: ColumnElement[Any] | int, base: int = 1) -> tuple[ColumnElement[Any], ...]:
    """The two columns of what is a share."""
    counted = literal_column(str(hit)) if isinstance(hit, int) else case((hit, 1), else_=0)
    return counted.label("hit"), literal_column(str(base)).label("base")
