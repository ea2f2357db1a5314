"""The form that says that a reversal is carried out."""

from __future__ import annotations

from datetime import datetime

from bot.case.decision import SEEN_AT_LIMIT, Decision
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.text import clean
from bot.verbs.decision.mark_carried_out import CarriedOutRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import chosen_instant, instant, modal, noted, typed, words
from handlers.slack.messages.card import outcome_label

CALLBACK = "mark_carried_out_form"
_SINCE, _SEEN_AT = "given_at", "seen_at"


def build(escalation: Escalation, decision: Decision | None, now: datetime) -> View:
    """The form for this case; what is carried out stands above."""
    outcome = outcome_label(decision.outcome) if decision is not None else ""
    blocks = [
        words(f"{escalation.reference} {escalation.title}"),
        words(f"Decided: {outcome}"),
        chosen_instant(_SINCE, "Since when", now, hint="When it took effect for the party"),
        typed(
            _SEEN_AT,
            "Where it can be seen",
            hint="A link, or the tool and what to look for in it",
            limit=SEEN_AT_LIMIT,
        ),
    ]
    note = {"escalation": escalation.id, "decision": decision.id if decision is not None else 0}
    return modal(CALLBACK, "Mark carried out", "Mark", blocks, note)


def read(form: OpenForm, actor: Actor) -> CarriedOutRequest:
    """The form as a request."""
    values = form.values
    return CarriedOutRequest(
        actor,
        EscalationId(noted(form, "escalation")),
        instant(values.get(_SINCE)),
        clean(values.get(_SEEN_AT)),
        noted(form, "decision"),
    )
