"""Reviewing a decision as its second person, in a form: approving it, or sending it back."""

from __future__ import annotations

from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor, Via
from bot.case.transitions import Move
from bot.casework.approach import approach
from bot.casework.case_view import appeal_in
from bot.casework.second_person import has_changed, news_since, reviewed
from bot.verbs.decision.approve import ApproveRequest, approve
from bot.verbs.decision.send_back import send_back
from bot.views.similar import original_for
from handlers.slack.context.context import Context, escalation_id
from handlers.slack.contract.answers import Answer, Nothing, Open, View
from handlers.slack.contract.requests import Click, Submission
from handlers.slack.forms import approve as form
from handlers.slack.forms.decide_beside import contested


def from_button(context: Context, request: Click) -> Answer:
    """The Approve button opens the form with that view chosen."""
    about, user = escalation_id(request.value), request.sender.user
    return Open(lambda: _form(context, user, about, Move.APPROVE, form.APPROVE))


def to_send_back(context: Context, request: Click) -> Answer:
    """The Send back button opens the form with that view chosen."""
    about, user = escalation_id(request.value), request.sender.user
    return Open(lambda: _form(context, user, about, Move.SEND_BACK, form.SEND_BACK))


def _form(context: Context, user: UserId, about: EscalationId, move: Move, view: str) -> View:
    with context.storage.read() as work:
        case = approach(work, about, Actor(user, Via.BUTTON), lock=False)
        review, e = reviewed(work, case, move), case.escalation
        timeline = work.timeline.of(about)
        appeal = appeal_in(work, e)
        before = original_for(work, user, appeal)
    context.shown(case.actor, e)
    above = contested(appeal, before, e.what_happened)
    changed = has_changed(e, review, timeline)
    return form.build(e, review, view, above, news_since(timeline), changed)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    if isinstance(wanted, ApproveRequest):
        approved, wordings = wanted, context.templates.wordings
        context.carry_out(request.key, lambda work, now: approve(work, approved, now, wordings))
    else:
        sent_back = wanted
        context.carry_out(request.key, lambda work, now: send_back(work, sent_back, now))
    return Nothing()
