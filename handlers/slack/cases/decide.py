"""Recording a decision, through its form."""

from __future__ import annotations

from collections.abc import Mapping

from bot.case.decision import Decision, DecisionDraft
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor, Via
from bot.case.transitions import Move
from bot.casework.approach import Case, allowed, approach
from bot.casework.case_view import appeal_in
from bot.casework.requesters import channels_of
from bot.verbs.decision.decide import decide
from handlers.slack.context.context import Context, escalation_id
from handlers.slack.contract.answers import Answer, Nothing, Open, Refresh, Say, Show, View
from handlers.slack.contract.requests import Click, Mention, Submission
from handlers.slack.forms import decide as form


def from_button(context: Context, request: Click) -> Answer:
    """The Decide button opens the form."""
    about = escalation_id(request.value)
    return Open(lambda: _form(context, request.sender.user, about))


def _approached(
    context: Context, user: UserId, about: EscalationId
) -> tuple[Case, Decision | None, Mapping[str, str]]:
    with context.storage.read() as work:
        case = approach(work, about, Actor(user, Via.BUTTON), lock=False)
        allowed(work, case, Move.DECIDE)
        return case, work.decisions.latest(about), channels_of(work, case.escalation)


def _form(
    context: Context,
    user: UserId,
    about: EscalationId,
    draft: DecisionDraft | None = None,
    explanation: str = "",
) -> View:
    case, latest, channels = _approached(context, user, about)
    with context.storage.read() as work:
        appeal = appeal_in(work, case.escalation)
        contests = appeal.original.decision if appeal is not None else None
        before = work.decisions.get(contests) if contests is not None else None
    grounds, e, targets = case.policy.grounds, case.escalation, tuple(case.policy.feedback)
    return form.build(e, latest, grounds, draft, explanation, channels, targets, appeal, before)


def outcome_chosen(context: Context, request: Click) -> Answer:
    """An outcome was chosen: a reversal is asked for its root cause. The form changes only where
    it asks for something else than before."""
    opened = request.form
    if opened is None or form.is_reversal(request.value) == form.asks_cause(opened.values):
        return Nothing()
    draft = form.typed_so_far(opened.values)
    about = form.about(opened)
    return Refresh(opened.id, "", lambda: _form(context, request.sender.user, about, draft))


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off: the decision is recorded."""
    opened = request.form
    if form.lacks_cause(opened.values):
        draft = form.typed_so_far(opened.values)
        asks = "A reversal is asked for its root cause."
        return Show(_form(context, request.sender.user, form.about(opened), draft, asks))
    wanted = form.read(opened, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: decide(work, wanted, now))
    return Nothing()


def from_mention(context: Context, request: Mention, about: EscalationId, _rest: str) -> Answer:
    """`decide` in the case's thread: a mention opens no form, so it gets the button that does."""
    _approached(context, request.sender.user, about)
    return Say("Record the decision in the form:", escalation_id=about, offers=Move.DECIDE)
