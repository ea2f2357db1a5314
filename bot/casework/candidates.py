"""Who could be asked to take a case over."""

from __future__ import annotations

from datetime import datetime

from bot.case.people import Person
from bot.case.transitions import Role
from bot.casework.absences import there
from bot.casework.approach import Case
from bot.casework.assignment import conflict_of
from bot.casework.queues import participants_of
from bot.ports import Work


def receivers(work: Work, case: Case, now: datetime) -> tuple[Person, ...]:
    """Who can be asked to take a case over: those of its queue who are there and may see it, but
    its owner; with a conflict of interest only where a manager asks, who may override that."""
    e = case.escalation
    around = participants_of(work, case.policy, case.queue, e)
    cleared = around.queue if around.cleared is None else around.queue & around.cleared
    may_override = Role.MANAGER in case.who.roles
    found = there(work, cleared - {e.owner}, now)
    return tuple(p for p in found if may_override or not conflict_of(work, case, p.user))
