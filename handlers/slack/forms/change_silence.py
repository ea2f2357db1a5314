"""The form that says whether the impacted party may be told."""

from __future__ import annotations

from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.text import REASON_LIMIT, clean
from bot.verbs.decision.change_silence import SilenceRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import modal, noted, typed, words

CALLBACK = "silence_form"
_REASON = "reason"
_BARS = "From now on nobody can tell them anything through Escalations, until that changes."
_LIFTS = "From now on they may be told. The reason and the date are kept."


def build(escalation: Escalation) -> View:
    """The form that changes what is so now."""
    is_barred = escalation.silence is not None
    title = "They may be told" if is_barred else "They may not be told"
    hint = "Who has said so, and where: the order, the letter, the call"
    blocks = [
        words(f"{escalation.reference} {escalation.title}"),
        words(_LIFTS if is_barred else _BARS),
        typed(_REASON, "Reason", hint=hint, multiline=True, limit=REASON_LIMIT),
    ]
    note = {"escalation": escalation.id, "may": int(is_barred)}
    return modal(CALLBACK, title, "Record", blocks, note)


def read(form: OpenForm, actor: Actor) -> SilenceRequest:
    """The form as a request."""
    about = EscalationId(noted(form, "escalation"))
    reason = clean(form.values.get(_REASON))
    return SilenceRequest(actor, about, noted(form, "may") == 1, reason)
