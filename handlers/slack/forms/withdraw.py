"""The form that closes a case without a decision."""

from __future__ import annotations

from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.states import CloseReason
from bot.case.text import REASON_LIMIT, clean, clean_line
from bot.casework.case_view import Seen
from bot.verbs.decision.withdraw import WithdrawRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.ids import CLOSE_REASON_CHOSEN
from handlers.slack.contract.requests import FormValues, OpenForm
from handlers.slack.forms.inputs import chosen, modal, noted, option, typed, which

CALLBACK = "withdraw_form"
_REASON, _DUPLICATE_OF, _NOTE = "reason", "duplicate_of", "note"
_REASONS = {
    CloseReason.WITHDRAWN: "Withdrawn: it is not needed any more",
    CloseReason.DUPLICATE: "Duplicate of another escalation",
    CloseReason.MISROUTED: "Misrouted: it belongs elsewhere",
}


def build(case: Seen, values: FormValues | None = None) -> View:
    """The form for this case, as it is filled so far. Only a duplicate is asked of what."""
    given = values or FormValues({})
    reason = given.get(_REASON) or CloseReason.WITHDRAWN.value
    blocks = [
        which(case),
        chosen(
            _REASON,
            "Reason",
            [option(r.value, label) for r, label in _REASONS.items()],
            reason,
            action=CLOSE_REASON_CHOSEN,
        ),
        typed(_NOTE, "Note", given.get(_NOTE), optional=True, multiline=True, limit=REASON_LIMIT),
    ]
    if reason == CloseReason.DUPLICATE:
        original = given.get(_DUPLICATE_OF)
        blocks.insert(
            2, typed(_DUPLICATE_OF, "Duplicate of", original, hint="Like ESC-12", limit=20)
        )
    return modal(CALLBACK, "Withdraw", "Withdraw", blocks, {"escalation": case.id})


def lacks_original(values: FormValues) -> bool:
    """Whether it is a duplicate, and the form doesn't ask of what."""
    return values.get(_REASON) == CloseReason.DUPLICATE and not values.has(_DUPLICATE_OF)


def asks_original(values: FormValues) -> bool:
    """Whether it is a duplicate, and the form asks of what."""
    return values.get(_REASON) == CloseReason.DUPLICATE and values.has(_DUPLICATE_OF)


def about(form: OpenForm) -> EscalationId:
    """The case the form is about."""
    return EscalationId(noted(form, "escalation"))


def read(form: OpenForm, actor: Actor) -> WithdrawRequest:
    """The form as a request."""
    values = form.values
    return WithdrawRequest(
        actor,
        about(form),
        values.get(_REASON),
        clean(values.get(_NOTE)),
        clean_line(values.get(_DUPLICATE_OF)),
    )
