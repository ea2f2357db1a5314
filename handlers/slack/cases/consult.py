"""Putting a question about a case before a team, through a form or in one line by mention."""

from __future__ import annotations

import re
from datetime import datetime

from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.case.text import clean
from bot.case.transitions import Move
from bot.policy import Team
from bot.policy.teams import named_first
from bot.verbs.consults.consult import ConsultRequest, consult, teams_to_ask
from bot.when import NoTime
from handlers.slack.context.context import Context
from handlers.slack.context.local_time import LocalTime, local_time
from handlers.slack.context.typed_text import readable
from handlers.slack.contract.answers import Answer, Nothing
from handlers.slack.contract.requests import Click, Mention, Submission
from handlers.slack.forms import consult as form
from handlers.slack.messages.markup import inert

_UNTIL = re.compile(r"(?:until|till|til|by)\b", re.IGNORECASE)
_EDGES = " \t\n,:;–—-"
_EXAMPLE = "`consult legal until Friday may we show the review again?`"


def from_button(context: Context, request: Click) -> Answer:
    """The Consult button opens the form."""
    return context.opens(request, Move.CONSULT, lambda e: form.build(e, _teams(context)))


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: consult(work, wanted, now))
    return Nothing()


def from_mention(context: Context, request: Mention, about: EscalationId, rest: str) -> Answer:
    """`consult <team> [until <when>] <question>`; what can't be read comes with the form."""
    user = request.sender.user
    with context.storage.read() as work:
        here, text = local_time(work, user), clean(readable(work, rest))
    teams = _teams(context)
    team, left = named_first(teams, text)
    if team is None:
        names = ", ".join(t.name for t in teams)
        words = f"Say which team ({inert(names, 600)}) and what you ask, like {_EXAMPLE}."
        return context.offers(request, about, Move.CONSULT, words)
    try:
        until, question = _until(left, here, context.clock.now())
    except NoTime as unread:
        return context.offers(request, about, Move.CONSULT, inert(unread.words))
    if not question:
        words = f"Say what you ask {inert(team.name, 60)}, like {_EXAMPLE}, or use the form."
        return context.offers(request, about, Move.CONSULT, words)
    wanted = ConsultRequest(Actor(user, Via.MENTION), about, team.name, question, until)
    return context.done_or_form(
        request, about, Move.CONSULT, lambda work, now: consult(work, wanted, now)
    )


def _teams(context: Context) -> tuple[Team, ...]:
    with context.storage.read() as work:
        return teams_to_ask(work)


def _until(text: str, here: LocalTime, now: datetime) -> tuple[datetime | None, str]:
    """By when, if the line says so next, and the question. Raises NoTime."""
    if not _UNTIL.match(text):
        return None, text
    when = here.read(text, now)
    return when.at, when.rest.strip(_EDGES)
