"""Putting a question about a case before a team, through a form or in one line by mention."""

from __future__ import annotations

import re
from datetime import datetime

from bot.case.errors import Refused
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.case.text import clean
from bot.case.transitions import Move
from bot.casework.queues import policy_in_force
from bot.policy import Policy, Team
from bot.verbs.consults.consult import ConsultRequest, alike, check_has_teams, consult
from bot.when import NoTime
from handlers.slack.context.context import Context, corrected_in_form
from handlers.slack.context.local_time import LocalTime, local_time
from handlers.slack.context.typed_text import readable
from handlers.slack.contract.answers import Answer, Nothing, Say, View
from handlers.slack.contract.requests import Click, Mention, Submission
from handlers.slack.forms import consult as form
from handlers.slack.messages.markup import inert

_UNTIL = re.compile(r"(?:until|till|til|by)\b", re.IGNORECASE)
_GAP = r"[\s_-]+"
_EDGES = " \t\n,:;–—-"
_EXAMPLE = "`consult legal until Friday may we show the review again?`"


def from_button(context: Context, request: Click) -> Answer:
    """The Consult button opens the form."""

    def build(escalation: Escalation) -> View:
        with context.storage.read() as work:
            policy = policy_in_force(work)
        check_has_teams(policy)
        return form.build(escalation, tuple(policy.teams.values()))

    return context.opens(request, Move.CONSULT, build)


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
        policy = policy_in_force(work)
    check_has_teams(policy)
    team, left = named_first(policy, text)
    if team is None:
        names = ", ".join(policy.teams)
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
    try:
        done = context.carry_out(request.key, lambda work, now: consult(work, wanted, now))
    except Refused as refusal:
        return corrected_in_form(refusal, about, Move.CONSULT)
    return Say(inert(done.words))


def named_first(policy: Policy, text: str) -> tuple[Team | None, str]:
    """The team that a line begins with, of several the one with the longest name, and what follows
    it."""
    for team in sorted(policy.teams.values(), key=lambda t: -len(t.name)):
        name = _GAP.join(map(re.escape, alike(team.name).split(" ")))
        found = re.match(rf"(?:the\s+)?{name}(?!\w)", text, re.IGNORECASE)
        if found:
            return team, text[found.end() :].strip(_EDGES)
    return None, text


def _until(text: str, here: LocalTime, now: datetime) -> tuple[datetime | None, str]:
    """By when, if the line says so next, and the question. Raises NoTime."""
    if not _UNTIL.match(text):
        return None, text
    when = here.read(text, now)
    return when.at, when.rest.strip(_EDGES)
