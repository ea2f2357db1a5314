"""The form that takes a closed case up again."""

from __future__ import annotations

from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.text import REASON_LIMIT, clean
from bot.verbs.decision.reopen import ReopenRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import modal, noted, typed, words

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
