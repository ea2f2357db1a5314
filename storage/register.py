"""The register of decisions as a report reads it, and the zone that its days are in.

The tables are named again, with the columns a report needs: the row classes, and the ORM for them,
take longer to import than all that a report does. A test compares them with the row classes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, column, select, table

from bot.case.confidentiality import Confidentiality
from bot.case.identifiers import EscalationId, reference
from bot.reports.feedback import FeedbackLine, in_time
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
    column("confidentiality"),
    column("requester"),
    column("opened_at", Instant()),
)
COMMUNICATIONS = table(
    "communications", column("id"), column("decision_id"), column("by"), column("at", Instant())
)
PEOPLE = table("people", column("user_id"), column("name"))
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
    column("what_should_change"),
    column("is_kept"),
)

_REQUESTER, _DECIDER = PEOPLE.alias(), PEOPLE.alias()
_LINES = (
    select(
        DECISIONS,
        *(c for c in ESCALATIONS.c if c.name not in ("id", "confidentiality")),
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

    def feedback(self, since: datetime | None, until: datetime | None) -> Sequence[FeedbackLine]:
        """Feedback items asked for from `since` up to but not at `until`, oldest first."""
        query = (
            select(FEEDBACK, PEOPLE.c.name)
            .outerjoin(PEOPLE, PEOPLE.c.user_id == FEEDBACK.c.asked_by)
            .order_by(FEEDBACK.c.id)
        )
        asked = FEEDBACK.c.asked_at
        within = [*([asked >= since] if since else []), *([asked < until] if until else [])]
        items = self._connection.execute(query.where(*within)).all()
        cases: dict[int, list[tuple[str, str]]] = {}
        of_items = (
            select(FEEDBACK_CASES, ESCALATIONS.c.confidentiality)
            .join(FEEDBACK, FEEDBACK.c.id == FEEDBACK_CASES.c.item)
            .join(ESCALATIONS, ESCALATIONS.c.id == FEEDBACK_CASES.c.escalation_id)
            .where(*within)
            .order_by(FEEDBACK_CASES.c.item, FEEDBACK_CASES.c.place)
        )
        for row in self._connection.execute(of_items):
            is_told = row.confidentiality == Confidentiality.INTERNAL and not row.is_kept
            told = row.what_should_change if is_told else ""
            named = reference(EscalationId(row.escalation_id))
            cases.setdefault(row.item, []).append((named, told))
        return [_feedback_line(row, cases.get(row.id, [])) for row in items]


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
        """A transaction that sees one moment and writes nothing. Raises StorageAway."""
        with translated(), self._engine.connect() as connection:
            yield Books(connection)
