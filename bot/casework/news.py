"""News of a case: whom it is told to, and who hears it in somebody's place who isn't there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.casework.assignment import raised_by
from bot.casework.reminding import is_gone, told_of
from bot.casework.service_clocks import ServedBy
from bot.ports import Work


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told something, and in whose place; None: it is for themselves."""

    to: UserId
    in_place_of: UserId | None = None


def instead_of(
    work: Work, served_by: ServedBy, escalation: Escalation, user: UserId, now: datetime
) -> tuple[Listener, ...]:
    """Somebody who has to do with a case; where they aren't there, whom a reminder would go to."""
    if not is_gone(work, user, now):
        return (Listener(user),)
    others = told_of(work, served_by.policy, served_by.queue, escalation, now)
    return tuple(Listener(to, user) for to in others if to != user)


def listeners(
    work: Work,
    served_by: ServedBy,
    escalation: Escalation,
    by: UserId,
    now: datetime,
    *,
    requester: bool = True,
) -> tuple[Listener, ...]:
    """Who is told what `by` has done: who raised or joined it, and who holds it, or whom a
    reminder would go to in their place (rules: Told in a message). Each once, not who did it."""
    found: dict[UserId, Listener] = {}
    holder = escalation.holder
    if holder is not None and holder != by:
        found = {one.to: one for one in instead_of(work, served_by, escalation, holder, now)}
    if requester:
        found |= {user: Listener(user) for user in raised_by(work, escalation)}
    found.pop(by, None)
    return tuple(found[to] for to in sorted(found))
