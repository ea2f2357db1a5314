"""How a wait ends, whoever or whatever ends it: the clocks go on with what was left."""

from __future__ import annotations

from datetime import datetime

from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.people import Actor
from bot.casework.news import listeners
from bot.casework.record import case_changed, record
from bot.casework.service_clocks import ServedBy, resume_clocks
from bot.events import WaitEnded
from bot.notices import Answered
from bot.ports import Work
from bot.reminders.timers import WaitOver


def is_answer(escalation: Escalation, user: UserId) -> bool:
    """Whether what somebody writes is the answer that is waited for: of who raised the case, or
    joined it, if it waits on them or on whom they speak for. What else they write is told to its
    owner, who may end the wait."""
    raised_it = user in (escalation.requester, *escalation.co_requesters)
    wait = escalation.wait
    return wait is not None and raised_it and wait.on.answers_through_requester


def requester_answered(
    work: Work,
    escalation: Escalation,
    served_by: ServedBy,
    by: Actor,
    now: datetime,
    quote: str = "",
) -> None:
    """The requester has written: what was waited for may be there."""
    end_wait(work, escalation, served_by, now, by=by, why="the requester answered")
    told = listeners(work, served_by, escalation, by.user, now, requester=False)
    work.outbox.put(
        *(Answered(one.to, escalation.id, by.user, one.in_place_of, quote) for one in told)
    )


def end_wait(
    work: Work,
    escalation: Escalation,
    served_by: ServedBy,
    now: datetime,
    *,
    by: Actor | None,
    why: str,
    since: datetime | None = None,
) -> None:
    """Ends the wait, whoever or whatever ended it: the clocks go on, with what was left. They go on
    `since` its date, also where nothing ran at that instant."""
    after = escalation.resumed()
    _end(work, escalation, now, by=by, why=why)
    work.escalations.save(after)
    resume_clocks(work, after, served_by, now, since)
    case_changed(work, escalation.id)


def stop_waiting(work: Work, escalation: Escalation, served_by: ServedBy, now: datetime) -> None:
    """Ends the wait of a case that goes back to the queue, which the caller saves."""
    _end(work, escalation, now, by=None, why="it is no longer waited for")
    resume_clocks(work, escalation, served_by, now)


def _end(work: Work, escalation: Escalation, now: datetime, *, by: Actor | None, why: str) -> None:
    assert escalation.wait is not None, "asked only of a case that waits"
    work.timers.cancel(escalation.id, [WaitOver])
    record(work, escalation.id, now, WaitEnded(escalation.wait.on), by=by, why=why)
