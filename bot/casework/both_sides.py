"""Who is shown both sides where a second look differs from the decision."""

from __future__ import annotations

from datetime import datetime

from bot.case.escalation import Escalation
from bot.case.second_look import SecondLook
from bot.casework.news import instead_of
from bot.casework.queues import managers_there, queue_of
from bot.casework.service_clocks import ServedBy
from bot.notices import SecondLookDiffers
from bot.policy import Policy
from bot.ports import Work


def tell_both_sides(
    work: Work, policy: Policy, escalation: Escalation, look: SecondLook, now: datetime
) -> None:
    """Tells who decided, and the managers who are there, each once."""
    served_by = ServedBy(policy, queue_of(policy, escalation))
    managers = managers_there(work, policy, served_by.queue, now)
    told = {m: SecondLookDiffers(m, escalation.id, look.id) for m in sorted(managers)}
    for one in instead_of(work, served_by, escalation, look.decided_by, now):
        instead = SecondLookDiffers(one.to, escalation.id, look.id, one.in_place_of)
        told.setdefault(one.to, instead)
    work.outbox.put(*told.values())
