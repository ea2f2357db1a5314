"""The register of decisions as a report reads it, and the zone that its days are in.

The tables are named again, with the columns a report needs: the row classes, and the ORM for them,
take longer to import than all that a report does. A test compares them with the row classes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from heapq import merge
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Connection,
    Engine,
    Row,
    column,
    func,
    select,
    table,
    text,
)

from bot.case.confidentiality import Confidentiality
from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId, UserId, reference
from bot.figures.kpis import Scope
from bot.limits import Limits
from bot.reports.arrivals import ArrivalLine, by_weekday_and_hour
from bot.reports.asked import Asked, instants
from bot.reports.fairness import FairnessLine
from bot.reports.feedback import FeedbackLine, in_time
from bot.reports.register import Line
from bot.reports.vendors import VendorLine
from storage import figures_of_groups
from storage.engine import PAGE, STREAMED, reader
from storage.failures import translated
from storage.figures import Figures
from storage.imported_lines import count_imported, imported_lines
from storage.instants import Instant
from storage.register_lines import DECISIONS, ESCALATIONS, LINES, PEOPLE, line_of

if TYPE_CHECKING:
    from bot.reports.dsa import Complaint
    from bot.reports.statements import Restricted
    from bot.simulation.past import Past

POLICIES = table("policies", column("version"), column("text"))

FEEDBACK = table(
    "feedback",
    column("id"),
    column("target"),
    column("root_cause"),
    column("state"),
    column("owner"),
    column("asked_by"),
    column("asked_at", Instant()),
    column("due_at", Instant()),
    column("reason"),
    column("accepted_by"),
    column("accepted_at", Instant()),
    column("done_by"),
    column("done_at", Instant()),
    column("verified_by"),
    column("verified_at", Instant()),
    column("rejected_by"),
    column("rejected_at", Instant()),
)
FEEDBACK_CASES = table(
    "feedback_cases",
    column("item"),
    column("escalation_id"),
    column("place"),
    column("queue"),
    column("what_should_change"),
    column("is_kept"),
)


class Books:
    """What the register holds, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def figures(self) -> Figures:
        """The key figures."""
        return Figures(self._connection)

    def vendors(self, scope: Scope) -> Sequence[VendorLine]:
        """How each vendor did."""
        return figures_of_groups.vendors(self._connection, scope)

    def arrivals(self, scope: Scope) -> Sequence[ArrivalLine]:
        """When cases came in, by weekday and hour of the workspace's time zone."""
        raised = figures_of_groups.arrivals(self._connection, scope)
        return by_weekday_and_hour(raised, scope.since, scope.end, self.timezone)

    def fairness(self, scope: Scope) -> Iterable[FairnessLine]:
        """Whether work and reversals are spread evenly."""
        return figures_of_groups.fairness(self._connection, scope, self.policy)

    @cached_property
    def policy(self) -> Mapping[str, Any]:
        """The newest policy as it is written in its file, empty where none was applied yet. It was
        checked before it was stored."""
        newest = select(POLICIES.c.text).order_by(POLICIES.c.version.desc()).limit(1)
        text = self._connection.execute(newest).scalar_one_or_none()
        return tomllib.loads(text) if text is not None else {}

    @property
    def timezone(self) -> str:
        """The workspace's time zone."""
        return str(self.policy.get("workspace", {}).get("timezone", "UTC"))

    def asked(self, first: date | None, last: date | None, queues: Sequence[str] = ()) -> Asked:
        """What is asked for with these days of the workspace's time zone, both included, and these
        queues; without any, of all. Raises Refused for a queue that there never was."""
        since, until = instants(first, last, self.timezone)
        if not queues:
            return Asked(since, until)
        there = self.policy.get("queues", {})
        moved = self.policy.get("moved", {})
        for queue in queues:
            if queue not in there and queue not in moved and not self._was_a_queue(queue):
                known = ", ".join(sorted(there)) or "none yet"
                raise Refused(
                    f"There is no queue {queue!r}. Queues: {known}.", code=RefusalCode.NOT_FOUND
                )
        names = (*queues, *(name for name, to in moved.items() if to in queues))
        kinds = tuple(kind for queue in queues for kind in there.get(queue, {}).get("kinds", ()))
        return Asked(since, until, tuple(dict.fromkeys(names)), kinds)

    def _was_a_queue(self, name: str) -> bool:
        found = select(ESCALATIONS.c.id).where(ESCALATIONS.c.queue == name).limit(1)
        return self._connection.execute(found).first() is not None

    def lines(self, asked: Asked) -> Iterator[Line]:
        """The decisions taken in the period, oldest first, as they are read."""
        query = LINES.where(*_decided(asked))
        ours = map(line_of, self._connection.execute(query, execution_options=STREAMED))
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

    def feedback(self, asked: Asked) -> Iterator[FeedbackLine]:
        """Feedback items asked for in the period, oldest first; of a queue those that one of its
        cases asked for."""
        query = (
            select(FEEDBACK, PEOPLE.c.name)
            .outerjoin(PEOPLE, PEOPLE.c.user_id == FEEDBACK.c.asked_by)
            .where(*_within(asked, FEEDBACK.c.asked_at))
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

    def complaints(self, asked: Asked) -> Iterator[Complaint]:
        """The appeals that the transparency report of a period may count."""
        from storage.complaints import complaints

        assert asked.since is not None, "a report is of one year"
        assert asked.until is not None, "a report is of one year"
        return complaints(self._connection, asked.since, asked.until, asked)

    @property
    def service(self) -> str:
        """The service as the transparency report names it, '' where the policy doesn't say."""
        return str(self.policy.get("service", {}).get("name", ""))

    def past(self, asked: Asked, cleared: Mapping[str, frozenset[UserId]]) -> Past:
        """What really came in in a period, for a replay."""
        from bot.simulation.past import Past
        from storage.history import absences, history

        return Past(history(self._connection, asked), absences(self._connection), cleared)

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


def _within(asked: Asked, at: ColumnClause[Any]) -> list[ColumnElement[bool]]:
    """That an instant is in the period."""
    since, until = asked.since, asked.until
    return [*([at >= since] if since else []), *([at < until] if until else [])]


def _decided(asked: Asked) -> list[ColumnElement[bool]]:
    of_queues = [ESCALATIONS.c.queue.in_(asked.queues)] if asked.queues is not None else []
    return [*_within(asked, DECISIONS.c.decided_at), *of_queues]


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


class Register:
    """Reads the register of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = reader(engine)

    @contextmanager
    def read(self) -> Iterator[Books]:
        """A transaction that sees one moment and writes nothing. A report may take longer than
        people's requests may. Raises StorageAway."""
        with translated(), self._engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
                    connection.execute(text(f"SET LOCAL {name} = '{Limits().report_seconds:g}s'"))
            yield Books(connection)
