"""Correcting title and account: once a case is claimed, a correction is something to add."""

from __future__ import annotations

from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.casework.case_view import Seen
from bot.verbs.intake.correct import check_correctable, correct
from bot.verbs.timing.add_information import check_may_add
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer, Nothing, Open, Show, View
from handlers.slack.contract.requests import Submission
from handlers.slack.forms import add_information as add_form
from handlers.slack.forms import correct as form


def opens(context: Context, actor: Actor, about: EscalationId) -> Open:
    """Opens the form; the other one where the menu is older than the claim."""

    def built() -> View:
        try:
            seen = context.seen_if(actor, about, lambda c: check_correctable(c.escalation, c.who))
        except Refused as refusal:
            if refusal.code is not RefusalCode.WRONG_STATE:
                raise
            return add_form.in_place_of_correcting(_to_add(context, actor, about))
        return form.build(seen)

    return Open(built)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off. Where it was claimed meanwhile, what was typed is ready to be added."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    try:
        context.carry_out(request.key, lambda work, now: correct(work, wanted, now))
    except Refused as refusal:
        if refusal.code is not RefusalCode.WRONG_STATE:
            raise
        seen = _to_add(context, wanted.actor, wanted.escalation_id)
        return Show(add_form.in_place_of_correcting(seen, wanted))
    return Nothing()


def _to_add(context: Context, actor: Actor, about: EscalationId) -> Seen:
    return context.seen_if(actor, about, lambda c: check_may_add(c.escalation, c.who))
