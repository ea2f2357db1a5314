"""The form that gives a case another priority."""

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
        chosen(_PRIORITY, "Priority", options, hint="New targets; the time used so far counts"),
        typed(_REASON, "Reason", hint="What has changed", multiline=True, limit=REASON_LIMIT),
    ]
    note = {"escalation": escalation.id}
    return modal(CALLBACK, "Change priority", "Change", blocks, note)


def read(form: OpenForm, actor: Actor) -> PriorityRequest:
    """The form as a request."""
    values, about = form.values, EscalationId(noted(form, "escalation"))
    return PriorityRequest(actor, about, values.get(_PRIORITY), clean(values.get(_REASON)))
