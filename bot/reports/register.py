"""The decision register as a file: one line a decision, oldest first, also those superseded."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.case.errors import RefusalCode, Refused

FIRST_YEAR, LAST_YEAR = 1970, 9998
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def period(
    since: date | None, until: date | None, timezone: str
) -> tuple[datetime | None, datetime | None]:
    """The instants from the start of one day to the end of another, both included, in a zone.

    Raises Refused for a day outside the years a calendar can tell.
    """
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


@dataclass(frozen=True, slots=True)
class Line:
    """A decision with what is told beside it, in the register's columns."""

    reference: str
    decision: int
    supersedes: int | None
    kind: str
    priority: str
    queue: str
    account: str
    title: str
    requester: str
    requester_name: str | None
    opened_at: datetime
    outcome: str
    ground: str
    ground_text: str
    explanation: str
    message: str
    root_cause: str
    what_should_change: str
    decided_by: str
    decided_by_name: str | None
    decided_at: datetime
    told_through: str
    communicated_by: str | None
    communicated_at: datetime | None
    policy_version: int


COLUMNS = tuple(field.name for field in fields(Line))


BYTE_ORDER_MARK = "\ufeff"


def as_csv(lines: Iterable[object], columns: Sequence[str] = COLUMNS) -> str:
    """Lines in CSV (RFC 4180), instants in UTC. A text that a spreadsheet would take for a
    formula gets an apostrophe before it. The mark at its beginning has Excel read it as UTF-8."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(columns)
    for line in lines:
        writer.writerow([_inert(_text(getattr(line, column))) for column in columns])
    return out.getvalue()


def as_json(lines: Iterable[object], columns: Sequence[str]) -> str:
    """Lines as a JSON array of objects with the columns as keys, instants in UTC."""
    rows = [{column: _plain(getattr(line, column)) for column in columns} for line in lines]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _plain(value: object) -> object:
    return _text(value) if isinstance(value, datetime) else value


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell
