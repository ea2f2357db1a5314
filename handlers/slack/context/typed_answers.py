"""What people typed as answers, as the record keeps it: dates in their own words, countries."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.business_hours.countries import country_code
from bot.case.errors import Fault, RefusalCode
from bot.case.kinds import KINDS
from bot.case.questions import Country, Moment, kept, read_answer
from bot.ports import Work
from bot.verbs.intake.raise_escalation import OpenRequest
from bot.when import NoTime
from handlers.slack.context.local_time import LocalTime, local_time


def understood(work: Work, request: OpenRequest, now: datetime) -> OpenRequest:
    """A request with its dates as instants, as its sender means them, and its countries as
    codes. What can't be read stays, with why."""
    kind, answers, unread = KINDS.get(request.kind), dict(request.answers), dict[str, Fault]()
    questions = [q for q in kind.questions if answers.get(q.key)] if kind is not None else []
    # A person's time is looked up only where it says what a date means.
    has_dates = any(isinstance(question.asks, Moment) for question in questions)
    here = local_time(work, request.actor.user) if has_dates else None
    for question in questions:
        asks, text = question.asks, answers[question.key]
        if isinstance(asks, Country):
            answers[question.key] = country_code(text) or text
        elif here is not None and isinstance(asks, Moment) and read_answer(asks, text) is None:
            try:
                answers[question.key] = _instant(text, here, now, is_past=asks.is_past)
            except NoTime as why:
                words = f"{question.label}: {why.words}"
                unread[question.key] = Fault(RefusalCode.NOT_UNDERSTOOD, words)
    found = replace(request, answers=answers, unread=unread)
    return replace(found, timezone=here.zone.key) if here is not None else found


def _instant(text: str, here: LocalTime, now: datetime, *, is_past: bool) -> str:
    """Raises NoTime, also for a date with something behind it that is no part of one."""
    when = here.read_past(text, now) if is_past else here.read(text, now)
    if when.rest:
        raise NoTime(f"I can't read '{when.rest[:40]}' after the date. Write the date alone.")
    day, today = (at.astimezone(here.zone).date() for at in (when.at, now))
    if is_past and not when.has_time and when.at > now and day == today:
        return kept(now)  # a date that is today's, before the office opens
    return kept(when.at)
