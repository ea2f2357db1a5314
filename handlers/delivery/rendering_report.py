"""A report as of when it was asked for: its table, and its file."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

from bot.case.identifiers import UserId, is_person
from bot.figures.kpis import By, Figure, Scope
from bot.notices import ReportAsked
from bot.reports.books import Books, Library
from bot.reports.chosen import Kept, ReportName, Row, rows_of
from bot.reports.fairness import FairnessLine
from bot.reports.formats import rendered
from bot.views.report import kept_from, managed_by
from handlers.slack.messages.markup import Message
from handlers.slack.messages.report import (
    Told,
    beside_file,
    file_name,
    nobodys,
    report,
    title_of,
    too_large,
)
from handlers.slack.messages.report_tables import ROWS
from handlers.web_api.uploading import Outgoing

_STREAMED = (ReportName.DECISIONS, ReportName.FEEDBACK)
"""These are registers, oldest first, of any length: the newest are told."""
_MEGABYTE = 1_000_000


def render_report(storage: Library, notice: ReportAsked) -> Message:
    """The first rows as a table, or that it's nobody's to show to its reader."""
    queues = _queues(storage, notice)
    if queues is None:
        return nobodys(notice)
    name, kept = ReportName(notice.report), _kept(storage, notice, queues)
    with _rows(storage, notice, queues, kept) as (books, rows):
        shown: deque[Row] = deque(maxlen=ROWS if name in _STREAMED else None)
        count = 0
        for row in rows:
            shown.append(row)
            count += 1
        zone = books.timezone
    if name in _STREAMED:
        shown.reverse()
    told = Told(name, tuple(shown), count, zone, kept, _names(storage, shown))
    return report(notice, told)


def render_file(
    storage: Library, notice: ReportAsked, mark: str, most: int
) -> Outgoing | Message | None:
    """All its rows as CSV, at most so many bytes: of more it's said. None where there is nothing
    in it, or nobody any more to read it."""
    queues = _queues(storage, notice)
    if queues is None:
        return None
    name, pieces, size, count = ReportName(notice.report), list[bytes](), 0, 0
    with _rows(storage, notice, queues, _kept(storage, notice, queues)) as (_, rows):
        for text, ends in rendered(rows, name.columns):
            pieces.append(text.encode())
            count, size = count + ends, size + len(pieces[-1])
            if size > most:
                return too_large(notice, most // _MEGABYTE)
    if not count:
        return None
    called = file_name(notice, mark)
    return Outgoing(called, title_of(notice), b"".join(pieces), beside_file(notice, called))


Queues = tuple[str, ...]
"""Those a report is over; () for everything."""


def _queues(storage: Library, notice: ReportAsked) -> Queues | None:
    """None where there is none any more that its reader manages."""
    with storage.read() as work:
        policy = work.policies.current()
        managed = managed_by(work, policy, notice.to) if policy is not None else None
    return managed.of(notice.queues) if managed is not None else None


def _kept(storage: Library, notice: ReportAsked, queues: Queues) -> Kept:
    if notice.report != ReportName.DECISIONS:
        return Kept()
    with storage.books() as books:
        first, last = date.fromisoformat(notice.first), date.fromisoformat(notice.last)
        ids = books.above_internal(books.asked(first, last, queues))
    with storage.read() as work:
        return kept_from(work, notice.to, ids)


@contextmanager
def _rows(
    storage: Library, notice: ReportAsked, queues: Queues, kept: Kept
) -> Iterator[tuple[Books, Iterator[Row]]]:
    first, last = date.fromisoformat(notice.first), date.fromisoformat(notice.last)
    only = {By.KIND: notice.kind, By.PRIORITY: notice.priority}
    with storage.books() as books:
        asked = books.asked(first, last, queues)
        scope = Scope(
            datetime.fromisoformat(notice.asked_at),
            asked.since,
            asked.until,
            asked.queues,
            By(notice.by) if notice.by else None,
            {of: value for of, value in only.items() if value},
            asked.kinds,
        )
        yield books, iter(rows_of(books, ReportName(notice.report), asked, scope, kept))


def _names(storage: Library, rows: Iterable[Row]) -> Mapping[UserId, str]:
    """The names of the people that rows are grouped by."""
    groups = {row.group for row in rows if isinstance(row, Figure | FairnessLine)}
    users = sorted(UserId(group) for group in groups if is_person(group))
    with storage.read() as work:
        return work.people.names(users)
