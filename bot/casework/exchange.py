"""What people write in a case's thread reaches who isn't reading there: quoted, and gathered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.spoken import Spoken, in_order
from bot.casework.assignment import raised_by
from bot.casework.news import Listener, listeners
from bot.casework.service_clocks import ServedBy
from bot.notices import Wrote
from bot.ports import Work
from bot.reminders.timers import WordsGathered

EVERY = timedelta(hours=1)
"""How often somebody is told of what is written about one case, at most."""


def tell_requesters(work: Work, escalation: Escalation, words: Spoken, now: datetime) -> None:
    """An owner's words, to who raised the case or joined it."""
    for user in raised_by(work, escalation):
        if user != words.by:
            _tell(work, escalation, Listener(user), words, now)


def tell_owner(
    work: Work, escalation: Escalation, served_by: ServedBy, words: Spoken, now: datetime
) -> None:
    """A requester's words, to who holds the case, or whom a reminder would go to instead."""
    for one in listeners(work, served_by, escalation, words.by, now, requester=False):
        _tell(work, escalation, one, words, now)


def _tell(work: Work, escalation: Escalation, to: Listener, words: Spoken, now: datetime) -> None:
    """At once; within the hour after that it is gathered."""
    gathered = work.timers.take_words(escalation.id, to.to)
    if gathered is not None:
        work.timers.plan([replace(gathered, words=in_order((*gathered.words, words)))])
        return
    work.outbox.put(Wrote(to.to, escalation.id, (words,), to.in_place_of))
    _gather(work, WordsGathered(now, escalation.id, to.to, (), to.in_place_of), now)


def tell_gathered(work: Work, timer: WordsGathered, now: datetime) -> None:
    """The hour is over: what was gathered is told, and another hour begins. Where nothing was, the
    next word is told at once again."""
    if not timer.words:
        return
    work.outbox.put(Wrote(timer.to, timer.escalation_id, timer.words, timer.in_place_of))
    _gather(work, timer, now)


def _gather(work: Work, timer: WordsGathered, now: datetime) -> None:
    work.timers.plan([replace(timer, due_at=now + EVERY, words=(), id=0)])


def plan_gathered(work: Work, now: datetime) -> None:
    """Has nobody wait for longer than an hour, where a clock was ahead."""
    late = [t for t in work.timers.of_kind(WordsGathered) if t.due_at > now + EVERY]
    for timer in late:
        work.timers.drop(timer)
    work.timers.plan(replace(timer, due_at=now + EVERY, id=0) for timer in late)


def is_heard(escalation: Escalation, user: UserId) -> bool:
    """Whether what somebody writes is told to anybody: its owner's, and of who raised or joined it
    while somebody has it."""
    if escalation.is_closed or escalation.holder is None:
        return False
    return user in (escalation.owner, escalation.requester, *escalation.co_requesters)
