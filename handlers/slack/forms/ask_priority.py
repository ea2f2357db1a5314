"""The form with which who raised a case asks for another priority."""

from __future__ import annotations

from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.text import REASON_LIMIT, clean
from bot.verbs.timing.change_priority import PriorityRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import chosen, modal, noted, option, typed, words
from handlers.slack.forms.raise_escalation import PRIORITIES

CALLBACK = "ask_priority_form"
_PRIORITY, _REASON = "priority", "reason"


def build(escalation: Escalation) -> View:
    """The form for this case: the other priorities."""
    e = escalation
    others = [option(p.value, label) for p, label in PRIORITIES.items() if p is not e.priority]
    hint = "Whoever has it says yes or no"
    blocks = [
        words(f"{e.reference} {e.title}"),
        chosen(_PRIORITY, "Priority", others, hint=f"It is {e.priority} now"),
        typed(_REASON, "Reason", hint=hint, multiline=True, limit=REASON_LIMIT),
    ]
    return modal(CALLBACK, "Another priority", "Ask", blocks, {"escalation": e.id})


def read(form: OpenForm, actor: Actor) -> PriorityRequest:
    """The form as a request."""
    values, about = form.values, EscalationId(noted(form, "escalation"))
    return PriorityRequest(actor, about, values.get(_PRIORITY), clean(values.get(_REASON)))
