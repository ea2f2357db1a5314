"""The form with which who raised a case asks for another priority."""

from __future__ import annotations

from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.priority import Priority
from bot.case.text import REASON_LIMIT, clean
from bot.casework.case_view import Glimpse, Seen
from bot.verbs.timing.change_priority import PriorityRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import chosen, modal, noted, option, typed, which
from handlers.slack.forms.raise_escalation import PRIORITIES

CALLBACK = "ask_priority_form"
_PRIORITY, _REASON = "priority", "reason"


def build(case: Seen) -> View:
    """The form for this case: the other priorities."""
    now = _priority(case)
    others = [option(p.value, label) for p, label in PRIORITIES.items() if p is not now]
    hint = "Whoever has it says yes or no"
    blocks = [
        which(case),
        chosen(_PRIORITY, "Priority", others, hint=f"It's {now} now" if now else ""),
        typed(_REASON, "Reason", hint=hint, multiline=True, limit=REASON_LIMIT),
    ]
    return modal(CALLBACK, "Another priority", "Ask", blocks, {"escalation": case.id})


def _priority(case: Seen) -> Priority | None:
    if isinstance(case, Glimpse):
        return case.standing.priority if case.standing is not None else None
    return case.priority


def read(form: OpenForm, actor: Actor) -> PriorityRequest:
    """The form as a request."""
    values, about = form.values, EscalationId(noted(form, "escalation"))
    return PriorityRequest(actor, about, values.get(_PRIORITY), clean(values.get(_REASON)))
