"""Whom somebody may choose: who could take a case over, who could cover for a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.case.identifiers import UserId
from bot.case.people import Person
from bot.case.transitions import Role
from bot.casework.approach import Case
from bot.casework.assignment import conflict_of
from bot.casework.queues import managers_of, participants_of, policy_in_force, queues_of
from bot.ports import Work


def receivers(work: Work, case: Case, now: datetime) -> tuple[Person, ...]:
    """Who can be asked to take a case over: those of its queue who are there and may see it, but
    its owner; with a conflict of interest only where a manager asks, who may override that."""
    e = case.escalation
    around = participants_of(work, case.policy, case.queue, e)
    cleared = around.queue if around.cleared is None else around.queue & around.cleared
    may_override = Role.MANAGER in case.who.roles
    found = _there(work, cleared - {e.owner}, now)
    return tuple(p for p in found if may_override or not conflict_of(work, case, p.user))


def covers(work: Work, user: UserId, now: datetime) -> tuple[Person, ...]:
    """Who can cover for somebody: those of the same queues who are there."""
    policy, people = policy_in_force(work), set[UserId]()
    for queue in queues_of(work, user):
        people |= {member.user for member in queue.rotation} | managers_of(work, policy, queue)
    return _there(work, people - {user}, now)


def _there(work: Work, users: Iterable[UserId], now: datetime) -> tuple[Person, ...]:
    """Those whom messages reach and who aren't away, by name."""
    listed = tuple(users)
    known, away = work.people.several(listed), work.absences.current(now, listed)
    there = (p for p in known.values() if p.can_be_asked and p.user not in away)
    return tuple(sorted(there, key=lambda p: (p.name.casefold(), p.user)))
