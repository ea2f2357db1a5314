"""Setting and moving a case's legal deadline, through a form or in one line by mention."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from bot.case.errors import Refused
from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.case.text import clean, clean_line
from bot.case.transitions import Move
from bot.verbs.timing.set_deadline import DeadlineRequest, set_deadline
from bot.when import NoTime
from handlers.slack.context.context import Context, corrected_in_form
from handlers.slack.context.local_time import LocalTime, local_time
from handlers.slack.context.typed_text import readable
from handlers.slack.contract.answers import Answer, Nothing, Say, Show
from handlers.slack.contract.requests import Click, Mention, Submission
from handlers.slack.forms import set_deadline as form
from handlers.slack.messages.markup import date, inert

_BECAUSE = re.compile(r"[\s,;:]*\bbecause\b[\s:]*", re.IGNORECASE)
_ASK_WHEN = (
    "Say the day, the time and where it comes from, like `deadline 2026-12-01 17:00 court order`, "
    "or use the form."
)
_ASK_TIME = "Say the time too, like 2026-12-01 17:00: a legal deadline is an instant."


def from_button(context: Context, request: Click) -> Answer:
    """Opens the form, from the card's menu or the button of an answer."""
    return context.opens(request, Move.SET_DEADLINE, form.build)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off. One that was opened before there was a deadline asks for the reason."""
    user, opened = request.sender.user, request.form
    with context.storage.read() as work:
        zone = local_time(work, user).zone.key
    wanted = form.read(opened, Actor(user, Via.FORM), zone)
    try:
        context.carry_out(request.key, lambda work, now: set_deadline(work, wanted, now))
    except Refused as refusal:
        if "reason" not in refusal.fields or form.asks_reason(opened):
            raise
        with context.storage.read() as work:
            escalation = work.escalations.peek(wanted.escalation_id)
        assert escalation is not None, "it has a deadline"
        return Show(form.build(escalation, wanted, refusal.fields["reason"]))
    return Nothing()


def from_mention(context: Context, request: Mention, about: EscalationId, rest: str) -> Answer:
    """`deadline <when> <source> [because <reason>]`; what can't be read comes with the form."""
    user, move = request.sender.user, Move.SET_DEADLINE
    with context.storage.read() as work:
        here, text = local_time(work, user), clean(readable(work, rest))
    if not text:
        return context.offers(request, about, move, _ASK_WHEN)
    try:
        wanted = _wanted(text, here, context.clock.now(), Actor(user, Via.MENTION), about)
    except NoTime as unread:
        return context.offers(request, about, move, inert(unread.words))
    try:
        receipt = context.carry_out(request.key, lambda work, now: set_deadline(work, wanted, now))
    except Refused as refusal:
        return corrected_in_form(refusal, about, move)
    assert wanted.at is not None, "it was read"
    return Say(f"{inert(receipt.words).rstrip('.')}: {date(wanted.at)}.")


def _wanted(
    text: str, here: LocalTime, now: datetime, actor: Actor, about: EscalationId
) -> DeadlineRequest:
    """What a line says. Raises NoTime."""
    when = here.read(text, now)
    if not when.has_time:
        raise NoTime(_ASK_TIME)
    source, *reason = _BECAUSE.split(when.rest, maxsplit=1)
    wanted = DeadlineRequest(actor, about, when.at, when.zone or here.zone.key, clean_line(source))
    return replace(wanted, reason=clean(" ".join(reason)))
