"""The form in which a manager takes over somebody's case."""

from __future__ import annotations

from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.text import REASON_LIMIT, clean
from bot.verbs.ownership.take_over import TakeOverRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import modal, noted, typed, words

CALLBACK = "take_over_form"
_REASON = "reason"


def build(escalation: Escalation) -> View:
    """The form for this case."""
    blocks = [
        words(f"{escalation.reference} {escalation.title}"),
        typed(
            _REASON,
            "Reason",
            hint="Its owner and the requester are told",
            multiline=True,
            limit=REASON_LIMIT,
        ),
    ]
    return modal(CALLBACK, "Take over", "Take over", blocks, {"escalation": escalation.id})


def read(form: OpenForm, actor: Actor) -> TakeOverRequest:
    """The form as a request."""
    reason = clean(form.values.get(_REASON))
    return TakeOverRequest(actor, EscalationId(noted(form, "escalation")), reason)
