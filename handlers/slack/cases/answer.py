"""Answering a question put before one's team: through its button, or in its message's thread."""

from __future__ import annotations

from bot.case.consult import ANSWER_LIMIT
from bot.case.errors import RefusalCode, Refused
from bot.case.people import Actor, Via
from bot.case.text import clean, counted, cut
from bot.verbs.consults.answer import (
    AnswerRequest,
    answer,
    check_may_answer,
    may_reply,
    replied,
)
from handlers.slack.context.context import Context, number
from handlers.slack.context.typed_text import readable
from handlers.slack.contract.answers import Answer, Nothing, Open, View
from handlers.slack.contract.requests import Click, Submission, Written
from handlers.slack.forms import answer as form

_REST = " … [the rest is in the question's thread]"


def from_button(context: Context, request: Click) -> Answer:
    """The Answer button opens the form, for who may answer."""
    channel = request.channel or ""

    def built() -> View:
        with context.storage.read() as work:
            consult = work.consults.get(number(request.value))
            if consult is None:
                raise Refused("There is no such question.", code=RefusalCode.NOT_FOUND)
            check_may_answer(work, consult, request.sender.user, channel)
        return form.build(consult, channel)

    return Open(built)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: answer(work, wanted, now))
    return Nothing()


def in_thread(context: Context, request: Written, consult: int) -> Answer:
    """A message in the thread of a question. Slack keeps it whole; of a very long one the case gets
    the beginning."""
    with context.storage.read() as work:
        text = clean(readable(work, request.text)) or "(a file)"
        if counted(text) > ANSWER_LIMIT:
            text = cut(text, ANSWER_LIMIT, _REST)
        actor = Actor(request.sender.user, Via.MESSAGE)
        wanted = AnswerRequest(actor, consult, text, request.channel)
        is_news = may_reply(work, wanted)
    if is_news:
        context.carry_out(request.key, lambda work, now: replied(work, wanted, now))
    return Nothing()
