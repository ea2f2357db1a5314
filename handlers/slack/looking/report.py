"""Asking for a report: /escalations report opens the form; what it asks for is sent."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.case.identifiers import UserId
from bot.case.people import Actor, Via
from bot.verbs.looking.ask_report import READ_A_REPORT, ask_report
from bot.views.report import check_reads_figures
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer, Nothing, Open, Refresh, Show, View
from handlers.slack.contract.requests import Click, Command, FormValues, Submission
from handlers.slack.forms import report as form

EMPTY = FormValues({})


def from_command(context: Context, request: Command, _rest: str) -> Open:
    """`report` opens the form, for who manages something."""
    return Open(lambda: _form(context, request.sender.user))


def period_chosen(context: Context, request: Click) -> Answer:
    """A period was chosen: the form asks for days where they are somebody's own. For any other it
    changes also where it asks for none: the fields may be on their way, of a choice just before."""
    opened = request.form
    if opened is None:
        return Nothing()
    return Refresh(
        opened.id,
        "",
        lambda: _form(context, request.sender.user, opened.values),
        fitted=opened.hash if form.wants_days(opened) and form.asks_days(opened) else None,
    )


def _form(context: Context, user: UserId, typed: FormValues = EMPTY) -> View:
    with context.storage.read() as work:
        managed = check_reads_figures(work, user, READ_A_REPORT)
    today = context.clock.now().astimezone(ZoneInfo(managed.policy.timezone)).date()
    return form.build(managed, today, typed)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off: the report comes by itself. One sent before the fields for days of one's
    own were there gets them now."""
    if form.wants_days(request.form) and not form.asks_days(request.form):
        return Show(_form(context, request.sender.user, request.form.values))
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: ask_report(work, wanted, now))
    return Nothing()
