"""One subject, one case: who joins one is told what its requester was told, and one that is merged
into another leaves nothing behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.people import Actor
from bot.casework.assignment import raised_by
from bot.casework.consults import move_consults
from bot.casework.going_along import (
    links_along,
    may_go_along,
    told_of_silence,
    with_deadline,
    with_silence,
)
from bot.casework.queues import policy_in_force
from bot.casework.record import case_changed, record
from bot.events import MergedFrom, MergedInto
from bot.notices import Decided, Milestones, Notice, Raised
from bot.ports import Work


def told_so_far(work: Work, escalation: Escalation, users: tuple[UserId, ...]) -> list[Notice]:
    """What those are told who join a case as it is now: with whom it is, and what was decided."""
    told: list[Notice] = [Raised(user, escalation.id, escalation.holder) for user in users]
    decision = work.decisions.latest(escalation.id) if escalation.is_decided else None
    if decision is not None:
        told += [Decided(user, escalation.id, decision.id) for user in users]
    return told


def merge(
    work: Work, escalation: Escalation, into: Escalation, by: Actor, now: datetime, why: str
) -> None:
    """What another case keeps of one that is closed as its duplicate: who raised that joins it, its
    links, an earlier legal deadline and that its party may not be told go along, and each thread
    leads to the other. What was written about a case that is kept closer stays there."""
    before = (into.requester, *into.co_requesters)
    there = raised_by(work, escalation)
    after = into.joined(escalation.requester, *escalation.co_requesters)
    after = replace(after, links=(*into.links, *links_along(escalation, into)))
    after = with_deadline(work, escalation, after, by, now)
    after = with_silence(work, escalation, after, by, now)
    work.escalations.save(after)
    record(work, escalation.id, now, MergedInto(into.id), by=by, why=why)
    why_here = why if may_go_along(escalation, into) else ""
    record(work, into.id, now, MergedFrom(escalation.id), by=by, why=why_here)
    newcomers = tuple(user for user in there if user not in before)
    at = (now.isoformat(),)
    work.outbox.put(Milestones(escalation.id, at))
    told = told_so_far(work, after, newcomers)
    if after.silence is not None and into.silence is None:
        told += told_of_silence(work, after, by.user, now)
    case_changed(work, into.id, by.user, Milestones(into.id, at), *told)


def take_questions_along(
    work: Work, escalation: Escalation, into: Escalation, now: datetime
) -> None:
    """What teams were asked about a case is asked about the other from now on. Comes before the
    case is closed, which calls off what is asked about it."""
    if may_go_along(escalation, into):
        move_consults(work, policy_in_force(work), escalation, into, now)
