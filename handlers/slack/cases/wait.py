"""Having a case wait on somebody, through a form or in one line by mention."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import Refused
from bot.case.escalation import Escalation, Party
from bot.case.identifiers import EscalationId, reference
from bot.case.people import Actor, Via
from bot.case.text import clean
from bot.case.transitions import Move
from bot.verbs.timing.wait import WaitRequest, wait
from bot.when import NoTime
from handlers.slack.context.context import Context, corrected_in_form
from handlers.slack.context.local_time import LocalTime, local_time
from handlers.slack.context.typed_text import readable
from handlers.slack.contract.answers import Answer, Nothing, Say, View
from handlers.slack.contract.requests import Click, Mention, Submission
from handlers.slack.forms import wait as form
from handlers.slack.messages.markup import date, inert

_PARTY = re.compile(
    rf"(?:(?:on|for)\s+)?(?:(?:the|a|an|another|our|their)\s+)?({'|'.join(Party)})(?:['’]?s)?\b[\s,:;]*",
    re.IGNORECASE,
)
_FOR = re.compile(r"for\b[\s:]*", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|til)\b", re.IGNORECASE)
_UNTIL_OR_BY = re.compile(rf"{_UNTIL.pattern}|\bby\b", re.IGNORECASE)
_TRIED = 20
"""How many places of a line a date is looked for at: one line must not take long."""
_EXAMPLE = "`wait customer until tomorrow for the invoice`"


@dataclass(frozen=True, slots=True)
class _Said:
    """What a line after `wait` says; what it leaves out is '' or None."""

    on: str
    for_what: str
    until: datetime | None

    def missing(self) -> str:
        """What it leaves out, in words."""
        asked = {
            f"on whom it waits ({', '.join(Party)})": self.on,
            "what was asked of them": self.for_what,
            "until when": self.until,
        }
        left_out = [words for words, given in asked.items() if not given]
        return " and ".join(filter(None, [", ".join(left_out[:-1]), *left_out[-1:]]))


def from_button(context: Context, request: Click) -> Answer:
    """The Wait button opens the form."""

    def build(escalation: Escalation) -> View:
        with context.storage.read() as work:
            here = local_time(work, request.sender.user)
        return form.build(escalation, here.next_working_day(context.clock.now()))

    return context.opens(request, Move.WAIT, build)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: wait(work, wanted, now))
    return Nothing()


def from_mention(context: Context, request: Mention, about: EscalationId, rest: str) -> Answer:
    """`wait <party> [until <when>] [for <what>]`; what can't be read comes with the form."""
    user = request.sender.user
    with context.storage.read() as work:
        here, text = local_time(work, user), clean(readable(work, rest))
    try:
        said = _said(text, here, context.clock.now())
    except NoTime as unread:
        return context.offers(request, about, Move.WAIT, inert(unread.words))
    if said.missing():
        words = f"Say {said.missing()}, like {_EXAMPLE}, or use the form."
        return context.offers(request, about, Move.WAIT, words)
    wanted = WaitRequest(Actor(user, Via.MENTION), about, said.on, said.for_what, said.until)
    try:
        context.carry_out(request.key, lambda work, now: wait(work, wanted, now))
    except Refused as refusal:
        return corrected_in_form(refusal, about, Move.WAIT)
    assert said.until is not None, "nothing is missing"
    return Say(f"{reference(about)} waits on {Party(said.on).words} until {date(said.until)}.")


def _said(text: str, here: LocalTime, now: datetime) -> _Said:
    """The party first, then the date and what was asked, in whichever order. Raises NoTime."""
    party = _PARTY.match(text)
    left = text[party.end() :] if party else text
    on = party.group(1).lower() if party else ""
    later = [m.start() for m in _UNTIL_OR_BY.finditer(left, 1)]
    at_once = [] if _FOR.match(left) else [0]
    unread: NoTime | None = None
    for start in [*at_once, *reversed(later[-_TRIED:])]:
        try:
            when = here.read(left[start:], now)
        except NoTime as not_one:
            if _UNTIL.match(left, start):
                unread = unread or not_one
            continue
        asked = _FOR.sub("", left[:start].strip(), count=1)
        return _Said(on, " ".join(filter(None, [asked, _for_what(when.rest)])), when.at)
    if unread is not None:
        raise unread
    return _Said(on, _for_what(left), None)


def _for_what(text: str) -> str:
    found = _FOR.match(text)
    return (text[found.end() :] if found else text).strip()
