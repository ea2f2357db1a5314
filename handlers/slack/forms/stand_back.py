"""The form that takes a person out of a case for a conflict of interest."""

from __future__ import annotations

from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.text import REASON_LIMIT, clean
from bot.verbs.ownership.stand_back import StandBackRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import modal, noted, typed, words

CALLBACK = "stand_back_form"
_REASON = "reason"


def build(escalation: Escalation) -> View:
    """The form for this case."""
    blocks = [
        words(f"{escalation.reference} {escalation.title}"),
        words(
            "It goes to somebody else and is not offered to you again. You lose no turn. The "
            "reason stays in the escalation's history."
        ),
        typed(
            _REASON,
            "Reason",
            hint="What the conflict is, like: I know the owner of the business",
            multiline=True,
            limit=REASON_LIMIT,
        ),
    ]
    return modal(CALLBACK, "Stand back", "Stand back", blocks, {"escalation": escalation.id})


def read(form: OpenForm, actor: Actor) -> StandBackRequest:
    """The form as a request."""
    reason = clean(form.values.get(_REASON))
    return StandBackRequest(actor, EscalationId(noted(form, "escalation")), reason)
