"""The form that takes a closed case up again."""

from __future__ import annotations

from bot.escalation import Escalation
from bot.identifiers import EscalationId
from bot.people import Actor
from bot.resolution import REASON_LIMIT, ReopenRequest
from bot.text import clean
from handlers.answers import View
from handlers.forms.inputs import modal, noted, typed, words
from handlers.front.requests import OpenForm

CALLBACK = "reopen_form"
_REASON = "reason"


def build(escalation: Escalation) -> View:
    """The form for this case."""
    blocks = [
        words(f"{escalation.reference} {escalation.title}"),
        typed(_REASON, "Reason", hint="What has changed", multiline=True, limit=REASON_LIMIT),
    ]
    return modal(CALLBACK, "Reopen", "Reopen", blocks, {"escalation": escalation.id})


def read(form: OpenForm, actor: Actor) -> ReopenRequest:
    """The form as a request."""
    reason = clean(form.values.get(_REASON))
    return ReopenRequest(actor, EscalationId(noted(form, "escalation")), reason)
