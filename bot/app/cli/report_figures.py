"""`escalations report kpi`, `vendors`, `arrivals` …: figures, as files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.app.cli.progress import with_bar
from bot.app.cli.reporting import Format, From, OpenReport, Out, Queues, To, reporting

if TYPE_CHECKING:
    from bot.figures.kpis import By, Scope

Only = Annotated[str | None, typer.Option(help="Only this one.")]
ByWhat = Annotated[
    str | None,
    typer.Option(
        "--by", help="queue, kind, priority, person, vendor, language, requester or ground."
    ),
]


def report_kpi(
    from_: From = None,
    to: To = None,
    by: ByWhat = None,
    format_: Format = "csv",
    queue: Queues = None,
    kind: Only = None,
    priority: Only = None,
    person: Only = None,
    vendor: Only = None,
    language: Only = None,
    requester: Only = None,
    out: Out = None,
) -> None:
    """The key figures, each with what it is, over everything or told apart by something."""
    from bot.app.wall_clock import WallClock
    from bot.figures.kpis import COLUMNS, KPIS, By, read_by

    with reporting(from_, to, format_, queue, out) as report:
        chosen = {
            By.KIND: kind,
            By.PRIORITY: priority,
            By.PERSON: person,
            By.VENDOR: vendor,
            By.LANGUAGE: language,
            By.REQUESTER: requester,
        }
        only = {of: value for of, value in chosen.items() if value is not None}
        apart = read_by(by) if by is not None else None
        scope = _scope(report, WallClock().now(), apart, only)
        each = with_bar(KPIS, "Computing", lambda: len(KPIS), looked_at_each=1)
        report.write(report.books.figures.of(scope, each), COLUMNS)
        if unknown := report.books.figures.unknown(scope):
            one = "imported appeal is" if unknown == 1 else "imported appeals are"
            report.note(f"{unknown:,} {one} in no median: it isn't known when they came in.")


def report_vendors(
    from_: From = None,
    to: To = None,
    format_: Format = "csv",
    queue: Queues = None,
    vendor: Only = None,
    out: Out = None,
) -> None:
    """A line for each vendor, without anything of one case: it can be sent on."""
    from bot.app.wall_clock import WallClock
    from bot.figures.kpis import By
    from bot.reports.vendors import COLUMNS

    with reporting(from_, to, format_, queue, out) as report:
        only = {By.VENDOR: vendor} if vendor is not None else {}
        scope = _scope(report, WallClock().now(), only=only)
        report.write(report.books.vendors(scope), COLUMNS)


def report_arrivals(
    from_: From = None,
    to: To = None,
    format_: Format = "csv",
    queue: Queues = None,
    kind: Only = None,
    priority: Only = None,
    out: Out = None,
) -> None:
    """When escalations were raised, by weekday and hour of the workspace's time zone."""
    from bot.app.wall_clock import WallClock
    from bot.figures.kpis import By
    from bot.reports.arrivals import COLUMNS

    with reporting(from_, to, format_, queue, out) as report:
        chosen = {By.KIND: kind, By.PRIORITY: priority}
        only = {of: value for of, value in chosen.items() if value is not None}
        scope = _scope(report, WallClock().now(), only=only)
        report.write(report.books.arrivals(scope), COLUMNS)


def report_fairness(
    from_: From = None,
    to: To = None,
    format_: Format = "csv",
    queue: Queues = None,
    out: Out = None,
) -> None:
    """Whether work is spread evenly, and reversals alike whoever decided or asked."""
    from bot.app.wall_clock import WallClock
    from bot.reports.fairness import COLUMNS

    with reporting(from_, to, format_, queue, out) as report:
        report.write(report.books.fairness(_scope(report, WallClock().now())), COLUMNS)


def report_causes(
    from_: From = None,
    to: To = None,
    format_: Format = "csv",
    queue: Queues = None,
    out: Out = None,
) -> None:
    """Why decisions were reversed, by month, before and after feedback about it was done."""
    from bot.app.wall_clock import WallClock
    from bot.reports.causes import COLUMNS

    with reporting(from_, to, format_, queue, out) as report:
        report.write(report.books.causes(_scope(report, WallClock().now())), COLUMNS)


def _scope(
    report: OpenReport, now: datetime, by: By | None = None, only: Mapping[By, str] | None = None
) -> Scope:
    from bot.figures.kpis import Scope

    report.books.check_only(only or {})
    asked = report.asked
    return Scope(now, asked.since, asked.until, asked.queues, by, only or {}, asked.kinds)


def add_to(app: typer.Typer) -> None:
    """Adds these commands to those that report."""
    app.command("kpi")(report_kpi)
    app.command("vendors")(report_vendors)
    app.command("arrivals")(report_arrivals)
    app.command("fairness")(report_fairness)
    app.command("causes")(report_causes)
