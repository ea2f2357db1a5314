"""What imported decisions add to the key figures, as rows like those of `storage/figure_facts.py`.

They count where their columns say enough: appeals received, decisions told, in force and reversed.
How long somebody worked on one, and what waited, another system knew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, exists, func, literal, select

from bot.case.kinds import KINDS
from bot.figures.kpis import ALL, By, Scope
from storage.figure_functions import Micros
from storage.figure_scope import Facts, share_rows
from storage.instants import within
from storage.report_tables import DECISIONS, ESCALATIONS, IMPORTED

ORIGINAL = IMPORTED.alias("original")
_C = IMPORTED.c
_NOBODY: ColumnElement[str] = literal("")
_APPEALS = [kind.name for kind in KINDS.values() if kind.is_appeal]
_CONTESTED_VENDOR: ColumnElement[str] = func.coalesce(ORIGINAL.c.vendor, "")
_RECEIVED = func.coalesce(_C.submitted_at, _C.opened_at)
"""When it came in. Where that isn't known the day of its decision stands in, but in no median."""
DIMENSIONS: Mapping[By, ColumnElement[str]] = {
    By.QUEUE: _NOBODY,
    By.KIND: _C.kind,
    By.PRIORITY: _NOBODY,
    By.PERSON: _C.decided_by,
    By.VENDOR: case((_C.kind.in_(_APPEALS), _CONTESTED_VENDOR), else_=_C.vendor),
    By.LANGUAGE: _NOBODY,
    By.REQUESTER: _C.requester,
    By.GROUND: _C.ground,
}


def _of_imported(
    scope: Scope,
    *columns: ColumnElement[Any],
    group: ColumnElement[str] | None = None,
    vendor: ColumnElement[str] | None = None,
) -> Facts:
    """Columns of those in the scope, after their group. They are of no queue: a queue has those
    whose kind it takes now. `vendor` is whose they are, if it isn't who made the decision."""
    dimensions = {**DIMENSIONS, **({By.VENDOR: vendor} if vendor is not None else {})}
    named = group if group is not None else literal(ALL)
    if group is None and scope.by is not None:
        named = dimensions[scope.by]
    source = IMPORTED.outerjoin(ORIGINAL, ORIGINAL.c.external_id == _C.original_decision)
    query: Facts = select(cast(named, String).label("grp"), *columns).select_from(source)
    if scope.queues is not None:
        query = query.where(_C.kind.in_(scope.kinds or ()))
    for by, value in scope.only.items():
        query = query.where(dimensions[by] == value)
    return query


def received(scope: Scope) -> Facts:
    """Appeals that came in."""
    came = func.coalesce(_RECEIVED, _C.decided_at)
    known = [_C.decided_at >= scope.since] if scope.since else []
    found = _of_imported(scope, *share_rows(hit=1, base=0))
    return found.where(_C.kind.in_(_APPEALS), *known, *within(came, scope))


def _told(scope: Scope) -> list[ColumnElement[bool]]:
    is_told = _C.notified_at.is_not(None)
    return [is_told, *within(_C.notified_at, scope)]


def told(scope: Scope) -> Facts:
    """Decisions of which somebody was told."""
    return _of_imported(scope, *share_rows(hit=0)).where(*_told(scope))


def communications(scope: Scope) -> Facts:
    """How long a decision lay before the impacted party was told of it."""
    took = Micros(_C.notified_at) - Micros(_C.decided_at)
    return _of_imported(scope, took.label("x")).where(*_told(scope))


def notifications(scope: Scope) -> Facts:
    """From when it came in until the impacted party was told, where both are known."""
    took = Micros(_C.notified_at) - Micros(_RECEIVED)
    found = _of_imported(scope, took.label("x"))
    return found.where(*_told(scope), _RECEIVED.is_not(None))


def unknown(scope: Scope) -> Facts:
    """Appeals of which somebody was told, and nobody knows when they came in."""
    found = _of_imported(scope, *share_rows(hit=1))
    return found.where(_C.kind.in_(_APPEALS), *_told(scope), _RECEIVED.is_(None))


def effects(scope: Scope) -> Facts:
    """How long a decision lay before it was in force."""
    took = Micros(_C.effect_given_at) - Micros(_C.decided_at)
    found = _of_imported(scope, took.label("x")).where(_C.effect_given_at.is_not(None))
    return found.where(*within(_C.effect_given_at, scope))


def decided(
    scope: Scope,
    outcomes: list[str],
    *columns: ColumnElement[Any],
    group: ColumnElement[str] | None = None,
) -> Facts:
    """Those that ended so; whose they are is whose decision was contested."""
    found = _of_imported(scope, *columns, group=group, vendor=_CONTESTED_VENDOR)
    return found.where(_C.outcome.in_(outcomes), *within(_C.decided_at, scope))


def original_ground() -> ColumnElement[str]:
    """On which ground the contested decision rested; else the row's own."""
    of_ours = (
        select(DECISIONS.c.ground)
        .where(DECISIONS.c.escalation_id == _C.original_case)
        .order_by(DECISIONS.c.id)
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(func.nullif(ORIGINAL.c.ground, ""), of_ours, _C.ground)


def original_decider() -> ColumnElement[str]:
    """Automation, staff or a vendor, None where that isn't known."""
    return func.nullif(ORIGINAL.c.decided_by_type, "")


def contested_vendor() -> ColumnElement[str]:
    """Whose decision was contested, '' for nobody's that is known."""
    return _CONTESTED_VENDOR


def who_asked(csm: str, everybody_else: str) -> ColumnElement[str]:
    """Whether somebody who raises executive escalations asked."""
    raises = exists().where(
        ESCALATIONS.c.requester == _C.requester, ESCALATIONS.c.kind == "executive"
    )
    return case((raises, csm), else_=everybody_else)
