"""Handing a case over, through a form or in one line by mention."""

from __future__ import annotations

import re

from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor, Via
from bot.case.text import clean
from bot.case.transitions import Move, Role
from bot.casework.candidates import receivers
from bot.verbs.ownership.hand_over import HandOverRequest, hand_over
from handlers.slack.context.context import Context, escalation_id
from handlers.slack.contract.answers import Answer, Open, Say, View
from handlers.slack.contract.mentions import PERSON
from handlers.slack.contract.requests import Click, Mention, Submission
from handlers.slack.forms import hand_over as form
from handlers.slack.messages.markup import unescaped

_PERSON_AND_NOTE = re.compile(rf"{PERSON}\s*(.*)", re.DOTALL)


def from_button(context: Context, request: Click) -> Answer:
    """The Hand over button opens the form, with who covers for an owner who is away."""
    return Open(lambda: _form(context, request, request.value))


def to_candidate(context: Context, request: Click) -> Answer:
    """The Hand over button beside a person opens the form with them chosen."""
    number, _, to = request.value.partition(":")
    return Open(lambda: _form(context, request, number, to))


def _form(context: Context, request: Click, number: str, to: str | None = None) -> View:
    actor = Actor(request.sender.user, Via.BUTTON)
    case = context.case_for(actor, escalation_id(number), Move.HAND_OVER)
    owner = case.escalation.owner
    now = context.clock.now()
    with context.storage.read() as work:
        if to is None and owner is not None:
            absence = work.absences.current(now, [owner]).get(owner)
            to = absence.cover if absence else None
        people = receivers(work, case, now)
    may_override = Role.MANAGER in case.who.roles
    return form.build(case.escalation, people, to or "", may_override=may_override)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off: what came of it is said in a message."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    return context.say(request.key, lambda work, now: hand_over(work, wanted, now))


def from_mention(context: Context, request: Mention, about: EscalationId, rest: str) -> Answer:
    """`handover @person note` in the case's thread; without a person, the button to the form."""
    found = _PERSON_AND_NOTE.match(rest)
    if found is None:
        words = "Whom to? Name a person, like `handover @person`, or use the form."
        return Say(words, escalation_id=about, offers=Move.HAND_OVER)
    to, note = UserId(found.group(1)), clean(unescaped(found.group(2)))
    wanted = HandOverRequest(Actor(request.sender.user, Via.MENTION), about, to, note)
    return context.say(request.key, lambda work, now: hand_over(work, wanted, now))
