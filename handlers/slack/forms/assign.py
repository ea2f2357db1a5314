"""The form in which a manager assigns an open case."""

from __future__ import annotations

from collections.abc import Mapping

from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor
from bot.case.text import REASON_LIMIT, clean
from bot.verbs.ownership.assign import AssignRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import (
    OPTIONS_LIMIT,
    TICKED,
    chosen,
    chosen_person,
    modal,
    noted,
    option,
    ticked,
    typed,
    words,
)

CALLBACK = "assign_form"
_TO, _REASON, _OVERRIDES = "to", "reason", "overrides"


def build(escalation: Escalation, people: Mapping[UserId, str]) -> View:
    """The form for this case. `people` are those of its queue, by the names people know."""
    options = [option(user, name) for user, name in people.items()]
    label, hint = "Assign to", "It's theirs at once, and they are told"
    who = chosen(_TO, label, options, hint=hint)
    if not 0 < len(options) <= OPTIONS_LIMIT:
        who = chosen_person(_TO, label, hint=hint)
    blocks = [
        words(f"{escalation.reference} {escalation.title}"),
        who,
        typed(
            _REASON,
            "Reason",
            hint="They read it in their note",
            multiline=True,
            limit=REASON_LIMIT,
        ),
        ticked(
            _OVERRIDES,
            "Away, full or in conflict",
            "Assign it all the same",
            hint="The reason above is kept as the reason for this, too",
        ),
    ]
    return modal(CALLBACK, "Assign", "Assign", blocks, {"escalation": escalation.id})


def read(form: OpenForm, actor: Actor) -> AssignRequest:
    """The form as a request."""
    to, reason = UserId(form.values.get(_TO)), clean(form.values.get(_REASON))
    overrides = form.values.get(_OVERRIDES) == TICKED
    return AssignRequest(actor, EscalationId(noted(form, "escalation")), to, reason, overrides)
