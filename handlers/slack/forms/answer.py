"""The form that answers a question put before a team."""

from __future__ import annotations

from bot.case.consult import ANSWER_LIMIT, Consult
from bot.case.identifiers import reference
from bot.case.people import Actor
from bot.case.text import clean, cut
from bot.verbs.consults.answer import AnswerRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import modal, noted, noted_text, typed, words

CALLBACK = "answer_form"
_ANSWER = "answer"


def build(consult: Consult, read_in: str) -> View:
    """The form for this question. `read_in`: the conversation it was opened from."""
    blocks = [
        words(f"{reference(consult.escalation_id)}, asked of {consult.team}:"),
        words(cut(consult.question, 2900)),
        typed(
            _ANSWER,
            "Answer",
            hint="It goes into the escalation's thread, in your name",
            multiline=True,
            limit=ANSWER_LIMIT,
            focus=True,
        ),
    ]
    note = {"consult": consult.id, "read_in": read_in}
    return modal(CALLBACK, "Answer", "Answer", blocks, note)


def read(form: OpenForm, actor: Actor) -> AnswerRequest:
    """The form as a request."""
    text = clean(form.values.get(_ANSWER))
    return AnswerRequest(actor, noted(form, "consult"), text, noted_text(form, "read_in"))
