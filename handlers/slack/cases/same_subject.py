"""While the intake form is open: what is open on the same subject is shown, and joined."""

from __future__ import annotations

from bot.case.people import Actor, Via
from bot.case.text import clean, cut
from bot.verbs.intake.join import KNOWN_LIMIT, JoinRequest, join
from bot.views.same_subject import same_subject
from handlers.slack.cases.intake_form import about, built, so_far
from handlers.slack.context.context import Context, escalation_id
from handlers.slack.contract.answers import Answer, Nothing, Refresh, Say
from handlers.slack.contract.requests import Click
from handlers.slack.forms import same_subject as beside
from handlers.slack.forms.raise_escalation import Prefill


def subject_typed(context: Context, request: Click) -> Answer:
    """An account or a link was typed: the form changes only where something else is open on it."""
    form, user = request.form, request.sender.user
    if form is None:
        return Nothing()
    with context.storage.read() as work:
        prefill = so_far(work, form)
        if beside.shows(form, same_subject(work, user, about(prefill))):
            return Nothing()
        view = built(work, user, prefill, context.clock.now(), form=form)
    return Refresh(form.id, form.hash, lambda: view)


def joined(context: Context, request: Click) -> Answer:
    """Join was pressed: what was typed goes along, and the form closes with a word."""
    form, case = request.form, escalation_id(request.value)
    typed = Prefill()
    if form is not None:
        with context.storage.read() as work:
            typed = so_far(work, form)
    by = Actor(request.sender.user, Via.FORM)
    wanted = JoinRequest(by, case, _written(typed), typed.mark)
    receipt = context.carry_out(request.key, lambda work, now: join(work, wanted, now))
    if form is None:
        return Say(receipt.words)
    done = beside.joined(f"ESC-{case}")
    return Refresh(form.id, "", lambda: done, in_vain=receipt.words, ends=True)


def _written(prefill: Prefill) -> str:
    return cut(clean("\n".join(filter(None, (prefill.what_happened, prefill.links)))), KNOWN_LIMIT)
