"""The form that sets or moves a case's legal deadline."""

from __future__ import annotations

from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.text import REASON_LIMIT, clean, clean_line
from bot.verbs.timing.set_deadline import SOURCE_LIMIT, DeadlineRequest
from handlers.slack.contract.answers import Block, View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import chosen_instant, instant, modal, noted, typed, words

CALLBACK = "deadline_form"
_AT, _SOURCE, _REASON = "at", "source", "reason"


def build(
    escalation: Escalation, draft: DeadlineRequest | None = None, explanation: str = ""
) -> View:
    """The form for this case, with what it has or with what was typed; one that has a deadline
    already is asked why it is moved."""
    shown = draft or escalation.deadline
    at, source = (shown.at, shown.source) if shown is not None else (None, "")
    blocks: list[Block] = [words(explanation)] if explanation else []
    blocks += [
        words(f"{escalation.reference} {escalation.title}"),
        chosen_instant(_AT, "Deadline", at, hint="Nothing pauses it"),
        typed(_SOURCE, "Source", source, hint="The letter or the order", limit=SOURCE_LIMIT),
    ]
    if escalation.deadline is not None:
        why = "Why it is moved: both are kept"
        blocks.append(typed(_REASON, "Reason", hint=why, multiline=True, limit=REASON_LIMIT))
    note = {"escalation": escalation.id}
    return modal(CALLBACK, "Legal deadline", "Set", blocks, note)


def asks_reason(form: OpenForm) -> bool:
    """Whether the form, as it was opened, asks why the deadline is moved."""
    return form.values.has(_REASON)


def read(form: OpenForm, actor: Actor, timezone: str) -> DeadlineRequest:
    """The form as a request. The picker gives an instant; the zone is that of whoever picked it."""
    values = form.values
    return DeadlineRequest(
        actor,
        EscalationId(noted(form, "escalation")),
        instant(values.get(_AT)),
        timezone,
        clean_line(values.get(_SOURCE)),
        clean(values.get(_REASON)),
    )
