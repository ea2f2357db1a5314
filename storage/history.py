"""What really came in, for a replay: cases with their offers, claims, waits and verdicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from bot.case.identifiers import EscalationId, UserId
from bot.case.priority import Priority
from bot.reports.asked import Asked
from bot.rotation.choice import Absence, Exclusion
from bot.simulation.past import PastCase, PastOffer
from storage.engine import STREAMED
from storage.instants import within
from storage.report_tables import ABSENCES, CLOCK_EVENTS, ESCALATIONS, EXCLUSIONS, TURNS

_OF_A_CASE = (
    *("id", "queue", "kind", "priority", "confidentiality", "skills"),
    *("requester", "owner", "opened_at"),
)
_FIRST, _RESOLUTION = "first_response", "resolution"


def history(connection: Connection, asked: Asked) -> Sequence[PastCase]:
    """The cases raised in a period, in their order; of each its first life."""
    wanted = _wanted(asked)
    events = _by_case(
        connection,
        select(CLOCK_EVENTS)
        .where(CLOCK_EVENTS.c.run == 1, CLOCK_EVENTS.c.clock.in_((_FIRST, _RESOLUTION)))
        .order_by(CLOCK_EVENTS.c.id),
        CLOCK_EVENTS.c.escalation_id,
        wanted,
    )
    turns = _by_case(
        connection,
        select(TURNS).where(TURNS.c.run == 1, TURNS.c.struck.is_(False)).order_by(TURNS.c.id),
        TURNS.c.escalation_id,
        wanted,
    )
    excluded = _by_case(connection, select(EXCLUSIONS), EXCLUSIONS.c.escalation_id, wanted)
    columns = (ESCALATIONS.c[name] for name in _OF_A_CASE)
    query = select(*columns).where(*wanted).order_by(ESCALATIONS.c.opened_at, ESCALATIONS.c.id)
    return [
        _past(row, events[row.id], turns[row.id], excluded[row.id])
        for row in connection.execute(query)
    ]


def absences(connection: Connection) -> Mapping[UserId, Sequence[Absence]]:
    """When people were away, until they were back."""
    found: dict[UserId, list[Absence]] = defaultdict(list)
    for row in connection.execute(select(ABSENCES)):
        ends = [at for at in (row.until, row.ended_at) if at is not None]
        user = UserId(row.user_id)
        found[user].append(Absence(user, row.since, min(ends, default=None), UserId(row.by)))
    return found


def _wanted(asked: Asked) -> list[ColumnElement[bool]]:
    c = ESCALATIONS.c
    queues = [c.queue.in_(asked.queues)] if asked.queues is not None else []
    return [*within(c.opened_at, asked), *queues]


def _by_case(
    connection: Connection,
    query: Select[Any],
    of: ColumnElement[Any],
    wanted: Iterable[ColumnElement[bool]],
) -> Mapping[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    joined = query.join(ESCALATIONS, ESCALATIONS.c.id == of).where(*wanted)
    for row in connection.execute(joined, execution_options=STREAMED):
        found[row.escalation_id].append(row)
    return found


def _past(
    row: Row[Any], events: Sequence[Row[Any]], turns: Sequence[Row[Any]], barred: Sequence[Row[Any]]
) -> PastCase:
    ends = {e.clock: e for e in events if e.kind == "met"}
    missed = {e.clock for e in events if e.kind == "missed"}
    met = {clock: e.at <= e.due_at for clock, e in ends.items() if e.due_at is not None}
    met |= dict.fromkeys(missed, False)
    first, resolution = ends.get(_FIRST), ends.get(_RESOLUTION)
    return PastCase(
        EscalationId(row.id),
        row.kind,
        Priority(row.priority),
        UserId(row.requester),
        row.opened_at,
        row.confidentiality,
        tuple(row.skills),
        tuple(
            Exclusion(x.reason, UserId(x.user_id) if x.user_id else None, x.vendor) for x in barred
        ),
        tuple(PastOffer(UserId(turn.user_id), turn.at) for turn in turns),
        first.at if first is not None else None,
        UserId(row.owner) if row.owner and first is not None else None,
        resolution.at if resolution is not None else None,
        tuple(_pauses(events)),
        met,
    )


def _pauses(events: Sequence[Row[Any]]) -> Iterator[tuple[datetime, datetime]]:
    since: datetime | None = None
    for event in events:
        if event.clock != _RESOLUTION:
            continue
        if event.kind == "paused":
            since = event.at
        elif since is not None:
            yield since, event.at
            since = None
