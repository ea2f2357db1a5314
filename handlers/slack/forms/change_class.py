"""The form that says who may read a case, and until when it is hidden."""

from __future__ import annotations

from bot.case.confidentiality import Confidentiality
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.kinds import KINDS
from bot.case.people import Actor
from bot.case.text import REASON_LIMIT, clean
from bot.verbs.decision.change_class import ClassRequest
from handlers.slack.contract.answers import Block, View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import (
    chosen,
    chosen_instant,
    instant,
    modal,
    noted,
    option,
    typed,
    words,
)
from handlers.slack.forms.shown import CIRCLES

CALLBACK = "class_form"
_CLASS, _UNTIL, _REASON = "confidentiality", "until", "reason"


def build(escalation: Escalation) -> View:
    """The form for this case, with what it is now. An embargo is offered where it has one, or its
    kind does."""
    kind = KINDS.get(escalation.kind)
    of_embargo = Confidentiality.EMBARGOED in (
        escalation.confidentiality,
        kind.confidentiality if kind is not None else None,
    )
    classes = [c for c in Confidentiality if of_embargo or c is not Confidentiality.EMBARGOED]
    options = [option(c.value, c.words.capitalize(), CIRCLES[c]) for c in classes]
    hint = "Narrower: its owner or a manager. Wider, or sooner: a manager alone"
    blocks: list[Block] = [
        words(f"{escalation.reference} {escalation.title}"),
        chosen(_CLASS, "Confidentiality", options, escalation.confidentiality, hint=hint),
    ]
    if of_embargo:
        until = escalation.embargo_until
        blocks.append(chosen_instant(_UNTIL, "Embargo until", until, optional=True))
    why = "It stays on the case's timeline"
    blocks.append(typed(_REASON, "Reason", hint=why, multiline=True, limit=REASON_LIMIT))
    note = {"escalation": escalation.id}
    return modal(CALLBACK, "Who may read it", "Change", blocks, note)


def read(form: OpenForm, actor: Actor) -> ClassRequest:
    """The form as a request."""
    values, about = form.values, EscalationId(noted(form, "escalation"))
    until = instant(values.get(_UNTIL))
    return ClassRequest(actor, about, values.get(_CLASS), until, clean(values.get(_REASON)))
