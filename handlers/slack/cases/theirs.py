"""What who raised a case does to it, from Home and from their notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.case.escalation import Escalation
from bot.case.people import Actor, Via
from bot.case.permissions import Roles
from bot.casework.case_view import Seen
from bot.verbs.timing.add_information import add_information, check_may_add
from bot.verbs.timing.ask_priority import ask_priority, check_may_ask_priority
from handlers.slack.cases import correct, withdraw
from handlers.slack.context.context import Context, escalation_id
from handlers.slack.contract import ids
from handlers.slack.contract.answers import Answer, Nothing, Open, View
from handlers.slack.contract.requests import Click, Submission
from handlers.slack.forms import add_information as add_form
from handlers.slack.forms import ask_priority as ask_form


def from_menu(context: Context, request: Click) -> Answer:
    """What was chosen from the menu opens its form."""
    what, _, case = request.value.partition(":")
    about = replace(request, value=case)
    if what == ids.LEAVE:
        return withdraw.from_button(context, about)
    if what == ids.CORRECT:
        return correct.opens(context, Actor(request.sender.user, request.via), escalation_id(case))
    if what not in _FORMS:
        return Nothing()
    check, build = _FORMS[what]
    return _opens(context, about, check, build)


_FORMS: Mapping[str, tuple[Callable[[Escalation, Roles], None], Callable[[Seen], View]]] = {
    ids.ADD: (check_may_add, add_form.build),
    ids.ASK: (check_may_ask_priority, ask_form.build),
}


def _opens(
    context: Context,
    request: Click,
    check: Callable[[Escalation, Roles], None],
    build: Callable[[Seen], View],
) -> Answer:
    """Opens a form on the case a button is about, if the person may send it."""

    def built() -> View:
        actor = Actor(request.sender.user, request.via)
        about = escalation_id(request.value)
        return build(context.seen_if(actor, about, lambda c: check(c.escalation, c.who)))

    return Open(built)


def added(context: Context, request: Submission) -> Answer:
    """The form with what is new, sent off."""
    wanted = add_form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: add_information(work, wanted, now))
    return Nothing()


def priority_asked(context: Context, request: Submission) -> Answer:
    """The form that asks for another priority, sent off."""
    wanted = ask_form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: ask_priority(work, wanted, now))
    return Nothing()
