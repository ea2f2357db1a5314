"""The form that asks for a report."""

from __future__ import annotations

from datetime import date, timedelta

from bot.case.kinds import KINDS
from bot.case.people import Actor
from bot.case.priority import Priority
from bot.figures.kpis import By
from bot.reports.chosen import ReportName
from bot.verbs.looking.ask_report import ReportRequest
from bot.views.report import Managed
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import (
    OPTIONS_LIMIT,
    chosen,
    chosen_day,
    chosen_several,
    modal,
    option,
    words,
)

CALLBACK = "report_form"
FOUR_WEEKS = timedelta(days=27)
_REPORT, _FIRST, _LAST = "report", "first", "last"
_QUEUES, _KIND, _PRIORITY, _BY = "queues", "kind", "priority", "by"


def build(managed: Managed, today: date) -> View:
    """The form, over the last four weeks at first. `today` is that of the workspace's zone."""
    policy = managed.policy
    reports = [option(name.value, name.words) for name in ReportName]
    queues = [option(queue, queue) for queue in managed.queues][:OPTIONS_LIMIT]
    kinds = [option(kind.name, kind.label) for kind in KINDS.values()]
    figures = "For key figures and when cases come in"
    blocks = [
        words("The figures come as a message from me, and all rows after it as a file."),
        chosen(_REPORT, "Report", reports, ReportName.KPI.value),
        chosen_day(_FIRST, "From", (today - FOUR_WEEKS).isoformat()),
        chosen_day(
            _LAST,
            "To",
            today.isoformat(),
            hint=f"Both days are included, in the time of {policy.timezone}",
        ),
        chosen_several(_QUEUES, "Queues", queues, hint="All of yours if left out", optional=True),
        chosen(_KIND, "Kind", kinds, hint=figures, optional=True),
        chosen(
            _PRIORITY, "Priority", [option(p, p) for p in Priority], hint=figures, optional=True
        ),
        chosen(
            _BY,
            "Rows by",
            [option(by.value, by.value.capitalize()) for by in By],
            hint="For key figures: a row for each instead of one for all",
            optional=True,
        ),
    ]
    return modal(CALLBACK, "Report", "Send it to me", blocks)


def read(form: OpenForm, actor: Actor) -> ReportRequest:
    """The form as a request."""
    values = form.values
    return ReportRequest(
        actor,
        values.get(_REPORT),
        values.get(_FIRST),
        values.get(_LAST),
        tuple(filter(None, values.get(_QUEUES).split("\n"))),
        values.get(_KIND),
        values.get(_PRIORITY),
        values.get(_BY),
    )
