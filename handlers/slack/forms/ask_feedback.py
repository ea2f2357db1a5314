"""The form that asks a target for a change."""

from __future__ import annotations

from collections.abc import Iterable

from bot.case.decision import CHANGE_LIMIT, ROOT_CAUSES, Decision
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.text import clean, clean_line
from handlers.slack.contract.answers import Block, View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import (
    chosen,
    modal,
    noted,
    option,
    typed,
    words,
)

CALLBACK = "ask_feedback_form"
FEEDBACK_TO, ROOT_CAUSE, CHANGE, DUE = "feedback_to", "root_cause", "what_should_change", "due"
READ_BY = "Its owner reads this: no names, e-mail addresses or phone numbers of the parties"


def feedback_to(targets: Iterable[str], value: str = "") -> Block:
    """Whom the feedback goes to."""
    return chosen(FEEDBACK_TO, "Feedback to", [option(name, name) for name in targets], value)


def build(escalation: Escalation, targets: Iterable[str], latest: Decision | None = None) -> View:
    """The form for this case, filled from its decision where that says a root cause."""
    causes = [option(name, label) for name, label in ROOT_CAUSES.items()]
    cause, change = (latest.root_cause, latest.what_should_change) if latest else ("", "")
    blocks = [
        words(f"{escalation.reference} {escalation.title}"),
        feedback_to(targets),
        chosen(ROOT_CAUSE, "Root cause", causes, cause),
        typed(
            CHANGE, "What should change", change, hint=READ_BY, multiline=True, limit=CHANGE_LIMIT
        ),
        typed(DUE, "Due", hint="Like Friday; empty: the usual time", optional=True, limit=100),
    ]
    return modal(CALLBACK, "Feedback", "Ask for it", blocks, {"escalation": escalation.id})


def about(form: OpenForm) -> EscalationId:
    """The case the form is about."""
    return EscalationId(noted(form, "escalation"))


def typed_in(form: OpenForm) -> tuple[str, str, str, str]:
    """Target, root cause, what should change, and when it is due, as typed."""
    values = form.values
    return (
        values.get(FEEDBACK_TO),
        values.get(ROOT_CAUSE),
        clean(values.get(CHANGE)),
        clean_line(values.get(DUE)),
    )
