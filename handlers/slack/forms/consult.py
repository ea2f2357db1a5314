"""The form that puts a question before a team."""

from __future__ import annotations

from collections.abc import Sequence

from bot.case.confidentiality import Confidentiality
from bot.case.consult import QUESTION_LIMIT
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.text import clean
from bot.policy import Team
from bot.verbs.consults.consult import ConsultRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import (
    OPTIONS_LIMIT,
    TICKED,
    chosen,
    chosen_instant,
    instant,
    modal,
    noted,
    option,
    ticked,
    typed,
    words,
)

CALLBACK = "consult_form"
_TEAM, _QUESTION, _UNTIL, _WAITS = "team", "question", "until", "waits"


def build(escalation: Escalation, teams: Sequence[Team]) -> View:
    """The form for this case."""
    options = [
        option(t.name, t.name, f"Answers within {t.answer_within}") for t in teams[:OPTIONS_LIMIT]
    ]
    blocks = [words(f"{escalation.reference} {escalation.title}")]
    if escalation.confidentiality != Confidentiality.INTERNAL:
        kept = Confidentiality(escalation.confidentiality).words
        blocks.append(
            words(
                f"This is {kept}: the team is shown its reference, kind and age, and your question "
                "as you write it. Write nothing they may not know."
            )
        )
    blocks += [
        chosen(_TEAM, "Team", options),
        typed(
            _QUESTION,
            "Question",
            hint="They see this and the first lines of the escalation, no more",
            multiline=True,
            limit=QUESTION_LIMIT,
        ),
        chosen_instant(_UNTIL, "Answer by", hint="Empty: the team's usual time", optional=True),
        ticked(
            _WAITS,
            "Meanwhile",
            "The escalation waits on the answer",
            hint="Its clocks stop until then; a legal deadline never does",
        ),
    ]
    return modal(CALLBACK, "Ask a team", "Ask", blocks, {"escalation": escalation.id})


def read(form: OpenForm, actor: Actor) -> ConsultRequest:
    """The form as a request."""
    values = form.values
    return ConsultRequest(
        actor,
        EscalationId(noted(form, "escalation")),
        values.get(_TEAM),
        clean(values.get(_QUESTION)),
        instant(values.get(_UNTIL)),
        values.get(_WAITS) == TICKED,
    )
