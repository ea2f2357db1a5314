"""Asking for a report: /escalations report opens the form; what it asks for is sent."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.case.people import Actor, Via
from bot.verbs.looking.ask_report import READ_A_REPORT, ask_report
from bot.views.report import check_reads_figures
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer, Nothing, Open, View
from handlers.slack.contract.requests import Command, Submission
from handlers.slack.forms import report as form


def from_command(context: Context, request: Command, _rest: str) -> Open:
    """`report` opens the form, for who manages something."""

    def build() -> View:
        with context.storage.read() as work:
            managed = check_reads_figures(work, request.sender.user, READ_A_REPORT)
        zone = ZoneInfo(managed.policy.timezone)
        return form.build(managed, context.clock.now().astimezone(zone).date())

    return Open(build)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off: the report comes by itself."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: ask_report(work, wanted, now))
    return Nothing()
