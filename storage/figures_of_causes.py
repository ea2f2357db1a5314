"""Why decisions were reversed, over time, and whether a feedback item that was done changed it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from bot.figures.kpis import Scope, Share
from bot.reports.causes import Cause, CauseLine, Causes, Done, around, month_begins, months
from storage.engine import STREAMED
from storage.figure_facts import contested
from storage.report_tables import FEEDBACK, FEEDBACK_CASES


def causes(connection: Connection, scope: Scope, timezone: str) -> Iterator[CauseLine]:
    """A line for each root cause and target, and month of the workspace's time zone."""
    found = Causes(_done(connection, scope), timezone)
    first = scope.since
    for of, at in _reversals(connection, scope):
        found.add(of, at)
        first = first or month_begins(at, timezone)
    if first is None:
        return
    whole: dict[date, int] = {}
    since = first
    for month, until in months(first, scope.end, timezone):
        whole[month] = _contested(connection, replace(scope, since=since, until=until))
        since = until
    yield from found.lines(whole)


def feedback_effects(connection: Connection, scope: Scope) -> Sequence[tuple[Done, Share, Share]]:
    """Of each item that was done in the period: the reversals of its cause, of the contested
    decisions of the scope, before it was done and since."""
    done = [one for one in _done(connection, scope) if not scope.since or one.at >= scope.since]
    hits = around(done, _reversals(connection, scope)) if done else {}
    found = []
    for one in done:
        before, since = hits[one.item]
        earlier = Share(before, _contested(connection, replace(scope, until=one.at)))
        later = Share(since, _contested(connection, replace(scope, since=one.at)))
        found.append((one, earlier, later))
    return found


def _done(connection: Connection, scope: Scope) -> list[Done]:
    """The items that were done before the period ended, in the order in which they were; of a queue
    those that one of its cases asked for."""
    c = FEEDBACK.c
    query = select(c.id, c.root_cause, c.target, c.done_at).where(
        c.done_at.is_not(None), c.done_at < scope.end
    )
    if scope.queues is not None:
        by_them = select(FEEDBACK_CASES.c.item).where(FEEDBACK_CASES.c.queue.in_(scope.queues))
        query = query.where(c.id.in_(by_them))
    rows = connection.execute(query.order_by(c.done_at, c.id))
    return [Done(f"FB-{row.id}", (row.root_cause, row.target), row.done_at) for row in rows]


def _reversals(connection: Connection, scope: Scope) -> Iterator[tuple[Cause, datetime]]:
    """The reversals of which a root cause is known, oldest first."""
    f = contested(scope).subquery("facts")
    target = (
        select(func.min(FEEDBACK.c.target))
        .join_from(FEEDBACK_CASES, FEEDBACK, FEEDBACK.c.id == FEEDBACK_CASES.c.item)
        .where(
            FEEDBACK_CASES.c.escalation_id == f.c.escalation_id,
            FEEDBACK.c.root_cause == f.c.root_cause,
        )
        .scalar_subquery()
    )
    query = select(f.c.root_cause, func.coalesce(target, "").label("target"), f.c.decided_at)
    query = query.where(f.c.hit == 1, f.c.root_cause != "").order_by(f.c.decided_at)
    for row in connection.execute(query, execution_options=STREAMED):
        yield (row.root_cause, row.target), row.decided_at


def _contested(connection: Connection, scope: Scope) -> int:
    facts = contested(scope).subquery("facts")
    return connection.execute(select(func.count()).select_from(facts)).scalar_one()
