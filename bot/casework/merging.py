"""One subject, one case: who joins one is told what its requester was told, and one that is merged
into another leaves nothing behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.case.confidentiality import Confidentiality
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.people import Actor
from bot.case.subject import link_key
from bot.casework.assignment import raised_by
from bot.casework.consults import move_consults
from bot.casework.queues import policy_in_force
from bot.casework.record import case_changed, record
from bot.events import DeadlineMade, MergedFrom, MergedInto
from bot.notices import Decided, Milestones, Notice, Raised
from bot.ports import Work
from bot.reminders.plan import plan_deadline
from bot.reminders.timers import DeadlineStep


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
    links and an earlier legal deadline go along, and each thread leads to the other."""
    before = (into.requester, *into.co_requesters)
    there = raised_by(work, escalation)
    after = into.joined(escalation.requester, *escalation.co_requesters)
    after = replace(after, links=(*into.links, *_links_along(escalation, into)))
    after = _with_deadline(work, escalation, after, by, now)
    work.escalations.save(after)
    record(work, escalation.id, now, MergedInto(into.id), by=by, why=why)
    record(work, into.id, now, MergedFrom(escalation.id), by=by, why=why)
    newcomers = tuple(user for user in there if user not in before)
    at = (now.isoformat(),)
    work.outbox.put(Milestones(escalation.id, at))
    told = told_so_far(work, after, newcomers)
    case_changed(work, into.id, by.user, Milestones(into.id, at), *told)


def take_questions_along(
    work: Work, escalation: Escalation, into: Escalation, now: datetime
) -> None:
    """What teams were asked about a case is asked about the other from now on. Comes before the
    case is closed, which calls off what is asked about it."""
    if _may_go_along(escalation, into):
        move_consults(work, policy_in_force(work), escalation, into, now)


def _links_along(escalation: Escalation, into: Escalation) -> tuple[str, ...]:
    """The links the other hasn't yet."""
    if not _may_go_along(escalation, into):
        return ()
    there = {link_key(link) for link in into.links}
    return tuple(link for link in escalation.links if link_key(link) not in there)


def _may_go_along(escalation: Escalation, into: Escalation) -> bool:
    """Whether what is known of the one may be known of the other: not where that is kept less
    close, or among others."""
    is_open = escalation.confidentiality == Confidentiality.INTERNAL
    return is_open or into.confidentiality == escalation.confidentiality


def _with_deadline(
    work: Work, escalation: Escalation, into: Escalation, by: Actor, now: datetime
) -> Escalation:
    """With the legal deadline of the one that is closed, where that comes first: nothing stops
    one."""
    deadline, own = escalation.deadline, into.deadline
    if deadline is None or (own is not None and own.at <= deadline.at):
        return into
    work.timers.cancel(into.id, [DeadlineStep])
    work.timers.plan(plan_deadline(into.id, deadline, now))
    was = own.at if own is not None else None
    made = DeadlineMade(deadline.at, deadline.timezone, deadline.source, was)
    record(work, into.id, now, made, by=by, why=f"It was that of {escalation.reference}.")
    return replace(into, deadline=deadline)
