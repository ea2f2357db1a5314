"""The form that asks another person to take a case over."""

from __future__ import annotations

from collections.abc import Sequence

from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor, Person
from bot.case.text import REASON_LIMIT, clean
from bot.verbs.ownership.hand_over import HandOverRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import TICKED, chosen_of, modal, noted, ticked, typed, words

CALLBACK = "hand_over_form"
_TO, _NOTE, _OVERRIDES = "to", "note", "overrides"


def build(
    escalation: Escalation,
    people: Sequence[Person] = (),
    to: str = "",
    *,
    may_override: bool = False,
) -> View:
    """The form for this case: whom it can go to, and may well; who may override a conflict is asked
    whether they do."""
    blocks = [
        words(f"{escalation.reference} {escalation.title}"),
        chosen_of(_TO, "Hand over to", people, to, hint="They accept by claiming"),
        typed(
            _NOTE,
            "Note",
            hint="Where it stands, what is next",
            optional=True,
            multiline=True,
            limit=REASON_LIMIT,
        ),
    ]
    if may_override:
        asked = "Hand over in spite of the conflict"
        hint = "For somebody who raised it or stood back from it. Say why in the note"
        blocks.append(ticked(_OVERRIDES, "Conflict of interest", asked, hint=hint))
    return modal(CALLBACK, "Hand over", "Hand over", blocks, {"escalation": escalation.id})


def read(form: OpenForm, actor: Actor) -> HandOverRequest:
    """The form as a request."""
    to, note = UserId(form.values.get(_TO)), clean(form.values.get(_NOTE))
    overrides = form.values.get(_OVERRIDES) == TICKED
    return HandOverRequest(actor, EscalationId(noted(form, "escalation")), to, note, overrides)
