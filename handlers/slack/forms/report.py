"""The form that asks for a report."""

from __future__ import annotations

from datetime import date

from bot.case.kinds import KINDS
from bot.case.people import Actor
from bot.case.priority import Priority
from bot.figures.kpis import By
from bot.reports.asked import Days, periods_at
from bot.reports.chosen import ReportName
from bot.verbs.looking.ask_report import ReportRequest
from bot.views.report import Managed
from handlers.slack.contract.answers import Block, View
from handlers.slack.contract.ids import PERIOD_CHOSEN
from handlers.slack.contract.requests import FormValues, OpenForm
from handlers.slack.forms.inputs import (
    OPTIONS_LIMIT,
    chosen,
    chosen_day,
    chosen_several,
    modal,
    option,
    words,
)
from handlers.slack.messages.markup import small_print

CALLBACK = "report_form"
OWN = "own"
"""The period of which somebody chooses the days; the value of any other is its days."""
ELSEWHERE = (
    "What is filed with an authority isn't sent here: whoever runs the bot writes statements of "
    "reasons with `escalations report statements`, the transparency report with `escalations "
    "report dsa --year Y`."
)
_REPORT, _PERIOD, _FIRST, _LAST = "report", "period", "first", "last"
_QUEUES, _KIND, _PRIORITY, _BY = "queues", "kind", "priority", "by"


def build(managed: Managed, today: date, typed: FormValues) -> View:
    """The form, over the last four weeks where nothing is chosen, with what is `typed` so far.
    `today` is that of the workspace's zone."""
    reports = [option(name.value, name.words) for name in ReportName]
    queues = [option(queue, queue) for queue in managed.queues][:OPTIONS_LIMIT]
    kinds = [option(kind.name, kind.label) for kind in KINDS.values()]
    figures = "For key figures and when cases come in"
    blocks = [
        words("The figures come as a message from me, and all rows after it as a file."),
        chosen(_REPORT, "Report", reports, typed.get(_REPORT) or ReportName.KPI.value),
        *_period(managed.policy.timezone, today, typed),
        chosen_several(
            _QUEUES,
            "Queues",
            queues,
            typed.get(_QUEUES).split("\n"),
            hint="All of yours if left out",
            optional=True,
        ),
        chosen(_KIND, "Kind", kinds, typed.get(_KIND), hint=figures, optional=True),
        chosen(
            _PRIORITY,
            "Priority",
            [option(p, p) for p in Priority],
            typed.get(_PRIORITY),
            hint=figures,
            optional=True,
        ),
        chosen(
            _BY,
            "Rows by",
            [option(by.value, by.value.capitalize()) for by in By],
            typed.get(_BY),
            hint="For key figures: a row for each instead of one for all",
            optional=True,
        ),
        small_print(ELSEWHERE),
    ]
    return modal(CALLBACK, "Report", "Send it to me", blocks)


def _period(timezone: str, today: date, typed: FormValues) -> list[Block]:
    """The periods people ask for, each with its days, and days of one's own where that's chosen.
    What was chosen keeps the days that were read, also where it's another day by now."""
    now = typed.get(_PERIOD) or _value(periods_at(today)[0])
    kept = _meant(now)
    named = [kept if kept and kept.name == days.name else days for days in periods_at(today)]
    offered = [option(_value(days), f"{days.name}, {_days(days)}") for days in named]
    offered.append(option(OWN, "Days of your own"))
    days = f"Whole days in the time of {timezone}"
    period = chosen(_PERIOD, "Period", offered, now, hint=days, action=PERIOD_CHOSEN)
    if now != OWN:
        return [period]
    return [
        period,
        chosen_day(_FIRST, "From", typed.get(_FIRST)),
        chosen_day(_LAST, "To", typed.get(_LAST), hint="Included"),
    ]


def _value(days: Days) -> str:
    """Its days: what was read when it was chosen is meant, also a minute after midnight. Its name
    keeps it apart from others of these days: in January this month is this quarter and this
    year."""
    return f"{days.first.isoformat()}/{days.last.isoformat()}/{days.name}"


def _meant(value: str) -> Days | None:
    """The period that a choice of this value means; None for any other."""
    try:
        first, last, name = value.split("/")
        return Days(name, date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None


def _days(days: Days) -> str:
    if days.first == days.last:
        return f"{days.last:%a %-d %b %Y}"
    year = f" {days.first:%Y}" if days.first.year != days.last.year else ""
    return f"{days.first:%-d %b}{year} to {days.last:%-d %b %Y}"


def wants_days(form: OpenForm) -> bool:
    """Whether days of one's own are chosen."""
    return form.values.get(_PERIOD) == OWN


def asks_days(form: OpenForm) -> bool:
    """Whether it has fields for them."""
    return form.values.has(_FIRST)


def read(form: OpenForm, actor: Actor) -> ReportRequest:
    """The form as a request."""
    values = form.values
    first, last = values.get(_FIRST), values.get(_LAST)
    if not wants_days(form):
        first, last, *_ = [*values.get(_PERIOD).split("/"), ""]
    return ReportRequest(
        actor,
        values.get(_REPORT),
        first,
        last,
        tuple(filter(None, values.get(_QUEUES).split("\n"))),
        values.get(_KIND),
        values.get(_PRIORITY),
        values.get(_BY),
    )
