"""The form with which who raised a case adds something to it."""

from __future__ import annotations

from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.text import clean
from bot.casework.case_view import Seen
from bot.verbs.timing.add_information import INFORMATION_LIMIT, InformationRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import modal, noted, typed, which

CALLBACK = "add_form"
_TEXT = "text"


def build(case: Seen) -> View:
    """The form for this case."""
    hint = "It goes into the thread, and whoever has it is told"
    blocks = [
        which(case),
        typed(_TEXT, "What's new", hint=hint, multiline=True, limit=INFORMATION_LIMIT, focus=True),
    ]
    return modal(CALLBACK, "Add information", "Add", blocks, {"escalation": case.id})


def read(form: OpenForm, actor: Actor) -> InformationRequest:
    """The form as a request."""
    about = EscalationId(noted(form, "escalation"))
    return InformationRequest(actor, about, clean(form.values.get(_TEXT)))
