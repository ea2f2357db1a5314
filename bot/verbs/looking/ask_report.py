"""Asking for a report: its figures come as a message, its rows as a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.case.errors import Fault, RefusalCode, Refused, at_fault
from bot.case.identifiers import UserId
from bot.case.people import Actor
from bot.casework.approach import acting
from bot.figures.kpis import KNOWN, By, read_by
from bot.notices import ReportAsked
from bot.ports import Receipt, Work
from bot.reports.asked import FIRST_YEAR, LAST_YEAR
from bot.reports.chosen import ReportName
from bot.views.report import Managed, check_reads_figures

READ_A_REPORT = "read a report"


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What somebody asks for: which report, over which days of the workspace's time zone, both
    included, and what of it ('' and (): all)."""

    actor: Actor
    report: str
    first: str
    last: str
    queues: tuple[str, ...] = ()
    kind: str = ""
    priority: str = ""
    by: str = ""


def ask_report(work: Work, request: ReportRequest, now: datetime) -> Receipt:
    """Has a report sent to who asks, with its file after it, both as of now. Raises Refused for who
    manages nothing, and with what is wrong at its field."""
    user = request.actor.user
    acting(work, user)
    managed = check_reads_figures(work, user, READ_A_REPORT)
    faults = _faults(request, managed)
    if faults:
        raise at_fault(faults)
    asked = _notice(user, request, now)
    work.outbox.put(asked, replace(asked, as_file=True))
    return Receipt("I'm sending you the report.")


def _notice(user: UserId, request: ReportRequest, now: datetime) -> ReportAsked:
    return ReportAsked(
        user,
        request.report,
        request.first,
        request.last,
        now.isoformat(),
        request.queues,
        request.kind,
        request.priority,
        request.by,
    )


def _faults(request: ReportRequest, managed: Managed) -> dict[str, Fault]:
    """What can't be, by field."""
    faults = _faults_of_the_period(request)
    gone = [queue for queue in request.queues if queue not in managed.queues]
    if gone:
        faults["queues"] = Fault(
            RefusalCode.NOT_FOUND, f"There is no queue {gone[0]!r} that you manage any more."
        )
    try:
        name = ReportName(request.report)
    except ValueError:
        return faults | {"report": Fault(RefusalCode.REQUIRED, "Choose a report.")}
    return faults | _faults_of_filters(request, name)


def _faults_of_filters(request: ReportRequest, name: ReportName) -> dict[str, Fault]:
    """A filter that a report doesn't have is said rather than passed over."""
    faults: dict[str, Fault] = {}
    for of, value in ((By.KIND, request.kind), (By.PRIORITY, request.priority)):
        if value and of not in name.filters:
            words = f"“{name.words}” can't be narrowed by {of}. Leave it empty."
            faults[of.value] = Fault(RefusalCode.INVALID, words)
        elif value and value not in KNOWN[of]:
            faults[of.value] = Fault(RefusalCode.NOT_FOUND, f"There is no {of} {value!r}.")
    if request.by:
        try:
            read_by(request.by)
        except Refused as refusal:
            faults["by"] = Fault(refusal.code, refusal.words)
        if not name.is_told_apart:
            words = "Only key figures can be told apart. Leave it empty."
            faults["by"] = Fault(RefusalCode.INVALID, words)
    return faults


def _faults_of_the_period(request: ReportRequest) -> dict[str, Fault]:
    days: dict[str, date] = {}
    faults: dict[str, Fault] = {}
    for field, text in (("first", request.first), ("last", request.last)):
        try:
            days[field] = date.fromisoformat(text)
        except ValueError:
            faults[field] = Fault(RefusalCode.REQUIRED, "Choose a day.")
            continue
        if not FIRST_YEAR <= days[field].year <= LAST_YEAR:
            words = f"Years go from {FIRST_YEAR} to {LAST_YEAR}."
            faults[field] = Fault(RefusalCode.INVALID, words)
    if not faults and days["first"] > days["last"]:
        words = "That is before the first day: the period would end before it starts."
        faults["last"] = Fault(RefusalCode.INVALID, words)
    return faults
