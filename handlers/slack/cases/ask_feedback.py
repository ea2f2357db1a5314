"""Feedback in a case's menu: asks a target for a change, through its form."""

from __future__ import annotations

from datetime import datetime

from bot.case.errors import Fault, RefusalCode, at_fault
from bot.case.people import Actor, Via
from bot.casework.approach import approach
from bot.casework.feedback import ChangeAsked
from bot.verbs.feedback.ask_feedback import AskFeedbackRequest, ask_feedback, check_may_ask_feedback
from bot.when import NoTime
from handlers.slack.context.context import Context, escalation_id
from handlers.slack.context.local_time import local_time
from handlers.slack.contract.answers import Answer, Nothing, Open, View
from handlers.slack.contract.requests import Click, Submission
from handlers.slack.forms import ask_feedback as form


def from_menu(context: Context, request: Click) -> Answer:
    """Feedback in a card's menu opens the form."""
    about, actor = escalation_id(request.value), Actor(request.sender.user, Via.BUTTON)

    def built() -> View:
        with context.storage.read() as work:
            case = approach(work, about, actor, lock=False)
            check_may_ask_feedback(case)
            latest = work.decisions.latest(about)
        context.shown(actor, case.escalation)
        return form.build(case.escalation, case.policy.feedback, latest)

    return Open(built)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    actor = Actor(request.sender.user, Via.FORM)
    target, cause, change, due = form.typed_in(request.form)
    asked = ChangeAsked(target, cause, change, _due(context, actor, due))
    wanted = AskFeedbackRequest(actor, form.about(request.form), asked)
    context.carry_out(request.key, lambda work, now: ask_feedback(work, wanted, now))
    return Nothing()


def _due(context: Context, actor: Actor, text: str) -> datetime | None:
    """When it is due, as the person means it. Raises Refused for what is no date."""
    if not text:
        return None
    with context.storage.read() as work:
        here = local_time(work, actor.user)
    try:
        when = here.read(text, context.clock.now())
    except NoTime as unread:
        raise at_fault({form.DUE: Fault(RefusalCode.NOT_UNDERSTOOD, unread.words)}) from None
    if when.rest:
        words = f"I read a date, and then {when.rest[:40]!r}. Say the date alone."
        raise at_fault({form.DUE: Fault(RefusalCode.NOT_UNDERSTOOD, words)})
    return when.at
