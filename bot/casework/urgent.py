"""Who hears of a new case: its requester and, of a P1, the managers of its queue, in any hour."""

from __future__ import annotations

from datetime import datetime

from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.priority import Priority
from bot.casework.queues import managers_there
from bot.casework.service_clocks import ServedBy
from bot.notices import Notice, Raised, Urgent
from bot.ports import Work


def told_of_raising(
    work: Work, escalation: Escalation, served_by: ServedBy, by: UserId, now: datetime
) -> tuple[Notice, ...]:
    """Who is told of a new case beside whom it is offered to: its requester, and the managers of a
    P1. Where nobody can be offered it they are told that, and that it is one."""
    urgent = tell_of_p1(work, escalation, served_by, by, now) if escalation.offer else ()
    return (Raised(escalation.requester, escalation.id, escalation.holder), *urgent)


def tell_of_p1(
    work: Work, escalation: Escalation, served_by: ServedBy, by: UserId, now: datetime
) -> tuple[Urgent, ...]:
    """A note to each manager who is there, but to who did it, who raised it, and whom it is
    offered to or with: they know (rules: Told in a message)."""
    if escalation.priority is not Priority.P1 or not served_by.policy.tell_p1:
        return ()
    know = {by, escalation.requester, escalation.holder}
    managers = managers_there(work, served_by.policy, served_by.queue, now)
    return tuple(Urgent(to, escalation.id, by) for to in sorted(managers - know))
