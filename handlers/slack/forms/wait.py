"""The form that has a case wait on somebody."""

from __future__ import annotations

from datetime import datetime

from bot.case.escalation import Escalation, Party
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.text import REASON_LIMIT, clean
from bot.verbs.timing.wait import WaitRequest
from handlers.slack.contract.answers import View
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

CALLBACK = "wait_form"
_ON, _FOR_WHAT, _UNTIL = "on", "for_what", "until"

_PARTIES = {
    Party.CUSTOMER: "The customer",
    Party.CONSUMER: "The consumer",
    Party.REQUESTER: "The requester",
    Party.LEGAL: "Legal",
    Party.VENDOR: "A vendor",
    Party.TEAM: "Another team",
}


def build(escalation: Escalation, expected_at: datetime) -> View:
    """The form for this case, with a proposal of when the answer is there."""
    parties = [option(p.value, label) for p, label in _PARTIES.items()]
    blocks = [
        words(f"{escalation.reference} {escalation.title}"),
        chosen(_ON, "On whom", parties),
        typed(
            _FOR_WHAT,
            "What was asked",
            hint="The requester reads this, and may know the answer",
            multiline=True,
            limit=REASON_LIMIT,
        ),
        chosen_instant(_UNTIL, "Expected back", expected_at, hint="It's back with its owner then"),
    ]
    return modal(CALLBACK, "Have it wait", "Wait", blocks, {"escalation": escalation.id})


def read(form: OpenForm, actor: Actor) -> WaitRequest:
    """The form as a request."""
    values = form.values
    return WaitRequest(
        actor,
        EscalationId(noted(form, "escalation")),
        values.get(_ON),
        clean(values.get(_FOR_WHAT)),
        instant(values.get(_UNTIL)),
    )
