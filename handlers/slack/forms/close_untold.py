"""The form that closes a decided case whose party may not be told."""

from __future__ import annotations

from bot.case.decision import Decision
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.text import REASON_LIMIT, clean
from bot.verbs.decision.close_untold import UntoldRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import modal, noted, typed, words
from handlers.slack.messages.card import outcome_label

CALLBACK = "untold_form"
_REASON = "reason"
_CLOSES = "Nobody is told of this decision, and the reason is kept in the register."
_ONCE = "It's closed once what was decided is carried out."
_RATHER = "If they may be told one day, leave it open: it waits until you record that they may."
_HINT = "What forbids it, and until when: the law, the order, the letter"


def build(escalation: Escalation, decision: Decision) -> View:
    """The form, about the decision that stands."""
    decided = outcome_label(decision.outcome)
    closes = f"{_CLOSES} {_ONCE}" if escalation.is_to_be_carried_out else _CLOSES
    barred = escalation.silence.reason if escalation.silence is not None else ""
    blocks = [
        words(f"{escalation.reference} {escalation.title}\nDecided: {decided}"),
        *([words(f"They may not be told: {barred}")] if barred else []),
        words(f"{closes} {_RATHER}"),
        typed(_REASON, "Reason", hint=_HINT, multiline=True, limit=REASON_LIMIT),
    ]
    note = {"escalation": escalation.id, "decision": decision.id}
    return modal(CALLBACK, "Close untold", "Close", blocks, note)


def read(form: OpenForm, actor: Actor) -> UntoldRequest:
    """The form as a request."""
    about = EscalationId(noted(form, "escalation"))
    reason = clean(form.values.get(_REASON))
    return UntoldRequest(actor, about, reason, noted(form, "decision"))
