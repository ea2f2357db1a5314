"""The form with which who raised a case corrects its title and account."""

from __future__ import annotations

from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.text import clean_line
from bot.casework.case_view import Glimpse, Seen
from bot.verbs.intake.correct import CorrectRequest
from bot.verbs.intake.raise_escalation import ACCOUNT_LIMIT, TITLE_LIMIT
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import modal, noted, typed

CALLBACK = "correct_form"
_TITLE, _ACCOUNT = "title", "account"


def build(case: Seen) -> View:
    """The form for this case, as it is now; empty for who may not read it any more, not even what
    they wrote themselves: what stays empty stays as it was."""
    if isinstance(case, Glimpse):
        hint = "Left empty, it stays as it is"
        blocks = [
            typed(_TITLE, "Title", hint=hint, optional=True, limit=TITLE_LIMIT),
            typed(_ACCOUNT, "Account", hint=hint, optional=True, limit=ACCOUNT_LIMIT),
        ]
        return modal(
            CALLBACK, f"Correct {case.reference}", "Correct", blocks, {"escalation": case.id}
        )
    e = case.escalation
    blocks = [
        typed(_TITLE, "Title", e.title, limit=TITLE_LIMIT),
        typed(_ACCOUNT, "Account", e.account, optional=True, limit=ACCOUNT_LIMIT),
    ]
    return modal(CALLBACK, f"Correct {e.reference}", "Correct", blocks, {"escalation": e.id})


def read(form: OpenForm, actor: Actor) -> CorrectRequest:
    """The form as a request."""
    values, about = form.values, EscalationId(noted(form, "escalation"))
    title, account = clean_line(values.get(_TITLE)), clean_line(values.get(_ACCOUNT))
    return CorrectRequest(actor, about, title, account)
