"""The form with which who raised a case adds something to it."""

from __future__ import annotations

from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.text import clean
from bot.casework.case_view import CaseView, Seen
from bot.verbs.intake.correct import CorrectRequest
from bot.verbs.timing.add_information import INFORMATION_LIMIT, InformationRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import modal, noted, typed, which
from handlers.slack.messages.markup import small_print

CALLBACK = "add_form"
_TEXT = "text"
CLAIMED = "It has been claimed, so its title and account stay. Write here what's different."


def build(case: Seen, text: str = "", why: str = "") -> View:
    """The form for this case, with `text` in it; `why` says why it's this form, if that isn't what
    was asked for."""
    hint = "It goes into the thread, and whoever has it is told"
    blocks = [
        which(case),
        *([small_print(why)] if why else []),
        typed(
            _TEXT,
            "What's new",
            text,
            hint=hint,
            multiline=True,
            limit=INFORMATION_LIMIT,
            focus=True,
        ),
    ]
    return modal(CALLBACK, "Add information", "Add", blocks, {"escalation": case.id})


def in_place_of_correcting(case: Seen, wanted: CorrectRequest | None = None) -> View:
    """The form for what would have been corrected; `wanted` is what was typed already."""
    title, account = (wanted.title, wanted.account) if wanted is not None else ("", "")
    if isinstance(case, CaseView):
        e = case.escalation
        title, account = title if title != e.title else "", account if account != e.account else ""
    lines = [f"Title: {title}" if title else "", f"Account: {account}" if account else ""]
    return build(case, "\n".join(filter(None, lines)), CLAIMED)


def read(form: OpenForm, actor: Actor) -> InformationRequest:
    """The form as a request."""
    about = EscalationId(noted(form, "escalation"))
    return InformationRequest(actor, about, clean(form.values.get(_TEXT)))
