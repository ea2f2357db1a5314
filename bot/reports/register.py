"""The decision register as a file: one line a decision, oldest first, also those superseded."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.case.decision import Communication, Decision
from bot.case.errors import RefusalCode, Refused
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId

FIRST_YEAR, LAST_YEAR = 1970, 9998
COLUMNS = (
    "reference",
    "decision",
    "supersedes",
    "kind",
    "priority",
    "queue",
    "account",
    "title",
    "requester",
    "requester_name",
    "opened_at",
    "outcome",
    "ground",
    "ground_text",
    "explanation",
    "message",
    "root_cause",
    "what_should_change",
    "decided_by",
    "decided_by_name",
    "decided_at",
    "told_through",
    "communicated_by",
    "communicated_at",
    "policy_version",
)
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def period(
    since: date | None, until: date | None, timezone: str
) -> tuple[datetime | None, datetime | None]:
    """The instants from the start of one day to the end of another, both included, in a zone."""
    zone = ZoneInfo(timezone)
    for day in (since, until):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Refused(
                f"{day} is outside the years {FIRST_YEAR} to {LAST_YEAR}.", code=RefusalCode.INVALID
            )
    start = datetime.combine(since, time(), zone).astimezone(UTC) if since else None
    end = (
        datetime.combine(until + timedelta(days=1), time(), zone).astimezone(UTC) if until else None
    )
    return start, end


def as_csv(
    decisions: Iterable[tuple[Decision, Escalation, Communication | None]],
    names: Mapping[UserId, str],
) -> str:
    """The register in CSV (RFC 4180), instants in UTC. A text that a spreadsheet would take for a
    formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for decision, escalation, told in decisions:
        writer.writerow([_inert(cell) for cell in _row(decision, escalation, told, names)])
    return out.getvalue()


def _row(
    d: Decision, e: Escalation, told: Communication | None, names: Mapping[UserId, str]
) -> Sequence[str]:
    return (
        e.reference,
        str(d.id),
        str(d.supersedes or ""),
        e.kind,
        e.priority.value,
        e.queue,
        e.account,
        e.title,
        e.requester,
        names.get(e.requester, ""),
        _at(e.opened_at),
        d.outcome,
        d.ground,
        d.ground_words,
        d.explanation,
        d.message,
        d.root_cause,
        d.what_should_change,
        d.decided_by,
        names.get(d.decided_by, ""),
        _at(d.decided_at),
        d.told_through,
        told.by if told else "",
        _at(told.at) if told else "",
        str(d.policy_version),
    )


def _at(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell
