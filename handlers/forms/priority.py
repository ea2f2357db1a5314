"""The form that gives a case another priority."""

from __future__ import annotations

from bot.escalation import Escalation
from bot.identifiers import EscalationId
from bot.people import Actor
from bot.service.priorities import REASON_LIMIT, PriorityRequest
from bot.text import clean
from handlers.answers import View
from handlers.forms.inputs import chosen, modal, noted, option, typed, words
from handlers.forms.intake import PRIORITIES
from handlers.front.requests import OpenForm

CALLBACK = "priority_form"
_PRIORITY, _REASON = "priority", "reason"


def build(escalation: Escalation) -> View:
    """The form for this case. Nothing is chosen at first: what it is now is no change."""
    options = [
        option(p.value, label, "as it is now" if p is escalation.priority else "")
        for p, label in PRIORITIES.items()
    ]
    blocks = [
        words(f"{escalation.reference} {escalation.title}"),
        chosen(_PRIORITY, "Priority", options, hint="Other targets; the time used so far counts"),
        typed(_REASON, "Reason", hint="What has changed", multiline=True, limit=REASON_LIMIT),
    ]
    note = {"escalation": escalation.id}
    return modal(CALLBACK, "Change priority", "Change", blocks, note)


def read(form: OpenForm, actor: Actor) -> PriorityRequest:
    """The form as a request."""
    values, about = form.values, EscalationId(noted(form, "escalation"))
    return PriorityRequest(actor, about, values.get(_PRIORITY), clean(values.get(_REASON)))
