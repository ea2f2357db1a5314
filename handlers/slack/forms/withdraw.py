"""The form that closes a case without a decision."""

from __future__ import annotations

from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.states import CloseReason
from bot.case.text import REASON_LIMIT, clean, clean_line
from bot.verbs.decision.withdraw import WithdrawRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import chosen, modal, noted, option, typed, words

CALLBACK = "withdraw_form"
_REASON, _DUPLICATE_OF, _NOTE = "reason", "duplicate_of", "note"
_REASONS = {
    CloseReason.WITHDRAWN: "Withdrawn: it is not needed any more",
    CloseReason.DUPLICATE: "Duplicate of another escalation",
    CloseReason.MISROUTED: "Misrouted: it belongs elsewhere",
}


def build(escalation: Escalation) -> View:
    """The form for this case."""
    blocks = [
        words(f"{escalation.reference} {escalation.title}"),
        chosen(
            _REASON,
            "Reason",
            [option(r.value, label) for r, label in _REASONS.items()],
            CloseReason.WITHDRAWN.value,
        ),
        typed(_DUPLICATE_OF, "Duplicate of", hint="Like ESC-12", optional=True, limit=20),
        typed(_NOTE, "Note", optional=True, multiline=True, limit=REASON_LIMIT),
    ]
    return modal(CALLBACK, "Withdraw", "Withdraw", blocks, {"escalation": escalation.id})


def read(form: OpenForm, actor: Actor) -> WithdrawRequest:
    """The form as a request."""
    values = form.values
    return WithdrawRequest(
        actor,
        EscalationId(noted(form, "escalation")),
        values.get(_REASON),
        clean(values.get(_NOTE)),
        clean_line(values.get(_DUPLICATE_OF)),
    )
