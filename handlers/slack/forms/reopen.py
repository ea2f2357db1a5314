"""The form that takes a closed case up again."""

from __future__ import annotations

from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.text import REASON_LIMIT, clean
from bot.casework.case_view import Seen
from bot.verbs.decision.reopen import ReopenRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import modal, noted, typed, which

CALLBACK = "reopen_form"
_REASON = "reason"


def build(case: Seen) -> View:
    """The form for this case."""
    blocks = [
        which(case),
        typed(_REASON, "Reason", hint="What has changed", multiline=True, limit=REASON_LIMIT),
    ]
    return modal(CALLBACK, "Reopen", "Reopen", blocks, {"escalation": case.id})


def read(form: OpenForm, actor: Actor) -> ReopenRequest:
    """The form as a request."""
    reason = clean(form.values.get(_REASON))
    return ReopenRequest(actor, EscalationId(noted(form, "escalation")), reason)
