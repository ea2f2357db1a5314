"""The intake form as it is built now, from what was typed so far and what is known of it."""

from __future__ import annotations

from datetime import datetime

from bot.case.identifiers import UserId
from bot.case.subject import Subject, subjects
from bot.casework.queues import policy_in_force
from bot.ports import Work
from bot.verbs.intake.raise_escalation import OpenRequest, check_request
from bot.views.same_subject import same_subject
from handlers.slack.context.typed_answers import understood
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms import raise_escalation as raise_form
from handlers.slack.forms.known import kinds_of, known
from handlers.slack.forms.routes import languages_by_kind, routes_of
from handlers.slack.forms.same_subject import WHY, Alike, is_answered
from handlers.web_api.directory import team_url


def so_far(work: Work, form: OpenForm) -> raise_form.Prefill:
    """What an open form holds and remembers."""
    values = raise_form.values_of(form)
    return raise_form.with_kept(raise_form.typed_so_far(values, kinds_of(work)), form)


def about(prefill: raise_form.Prefill) -> tuple[Subject, ...]:
    """The subjects of what is typed so far."""
    return subjects(prefill.account, raise_form.split_links(prefill.links), prefill.answers)


def built(
    work: Work,
    user: UserId,
    prefill: raise_form.Prefill,
    now: datetime,
    explanation: str = "",
    form: OpenForm | None = None,
    *,
    asks_why: bool = False,
) -> View:
    """The form for this person. One that asked `form` why it is raised all the same goes on asking.
    Raises Refused."""
    kinds = kinds_of(work)
    policy = policy_in_force(work)
    languages, routes = languages_by_kind(policy, kinds), routes_of(policy, kinds)
    asks_why = asks_why or (form is not None and form.values.has(WHY))
    why = form.values.get(WHY) if form is not None else ""
    cases = same_subject(work, user, about(prefill))
    alike = Alike(user, cases, team_url(work), asks_why, why)
    kind = next((k for k in kinds if k.name == prefill.kind), kinds[0])
    shown = known(work, user, kind, prefill)
    return raise_form.build(kinds, prefill, explanation, languages, routes, shown, alike, now)


def checked(work: Work, typed: OpenRequest, now: datetime) -> OpenRequest:
    """What was sent off, with its dates and countries understood. Raises Refused naming the fields
    at fault, before anything else is asked."""
    wanted = understood(work, typed, now)
    check_request(wanted, policy_in_force(work))
    return wanted


def asking_why(
    work: Work, user: UserId, form: OpenForm, prefill: raise_form.Prefill, now: datetime
) -> View | None:
    """The form that shows what is open on the same subject and asks why another one is raised; None
    where nothing is, or that was said. Of two who send theirs off at once the second is asked."""
    cases = same_subject(work, user, about(prefill), holding=True)
    if not cases or is_answered(form, cases):
        return None
    return built(work, user, prefill, now, form=form, asks_why=True)
