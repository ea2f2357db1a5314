"""The register of decisions as a report reads it, and the zone that its days are in.

The tables are named again, with the columns a report needs: the row classes, and the ORM for them,
take longer to import than all that a report does. A test compares them with the row classes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Engine, column, select, table

from bot.case.identifiers import EscalationId, reference
from bot.reports.register import Line
from storage.engine import reader
from storage.failures import translated
from storage.instants import Instant

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
ESCALATIONS = table(
    "escalations",
    column("id"),
    column("kind"),
    column("priority"),
    column("queue"),
    column("account"),
    column("title"),
    column("requester"),
    column("opened_at", Instant()),
)
COMMUNICATIONS = table(
    "communications", column("id"), column("decision_id"), column("by"), column("at", Instant())
)
PEOPLE = table("people", column("user_id"), column("name"))
POLICIES = table("policies", column("version"), column("text"))

_REQUESTER, _DECIDER = PEOPLE.alias(), PEOPLE.alias()
_LINES = (
    select(
        DECISIONS,
        *(c for c in ESCALATIONS.c if c.name != "id"),
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


class Books:
    """What the register holds, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def timezone(self) -> str | None:
        """The workspace's time zone, None where no policy was applied yet. It was checked before
        it was stored, so that the rest of the policy needn't be read for it."""
        newest = select(POLICIES.c.text).order_by(POLICIES.c.version.desc()).limit(1)
        text = self._connection.execute(newest).scalar_one_or_none()
        return str(tomllib.loads(text)["workspace"]["timezone"]) if text is not None else None

    def lines(self, since: datetime | None, until: datetime | None) -> Sequence[Line]:
        """Decisions taken from `since` up to but not at `until`, oldest first."""
        query = _LINES
        if since is not None:
            query = query.where(DECISIONS.c.decided_at >= since)
        if until is not None:
            query = query.where(DECISIONS.c.decided_at < until)
        return [
            Line(
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
            for row in self._connection.execute(query)
        ]


class Register:
    """Reads the register of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = reader(engine)

    @contextmanager
    def read(self) -> Iterator[Books]:
        """A transaction that sees one moment and writes nothing. Raises StorageAway."""
        with translated(), self._engine.connect() as connection:
            yield Books(connection)
