"""What follows where a case has another class: for its embargo, who holds it, and who is told."""

from __future__ import annotations

from datetime import datetime

from bot.case.escalation import Escalation
from bot.casework.approach import Case
from bot.casework.exposure import rejudge
from bot.casework.news import listeners
from bot.casework.record import case_changed, record
from bot.events import ClassMoved
from bot.notices import ClassChanged
from bot.ports import Work
from bot.reminders.timers import EmbargoOver, Recheck


def follow_class(work: Work, case: Case, after: Escalation, reason: str, now: datetime) -> None:
    """What follows from the class a case was saved with. Whether who has it, or is offered it, may
    still read it is looked at in a transaction of its own."""
    before, by = case.escalation, case.actor
    until, was_until = after.embargo_until, before.embargo_until
    work.timers.cancel(before.id, [EmbargoOver])
    if until is not None:
        work.timers.plan([EmbargoOver(until, before.id)])
    if not before.is_closed:
        work.timers.plan([Recheck(now, before.id)])
    moved = ClassMoved(before.confidentiality, after.confidentiality, until, was_until)
    record(work, before.id, now, moved, by=by, why=reason)
    rejudge(work, case.policy, now)
    told = () if before.is_closed else listeners(work, case.served_by, after, by.user, now)
    ends, at = until.isoformat() if until is not None else "", now.isoformat()
    notes = (
        ClassChanged(
            one.to,
            before.id,
            by.user,
            after.confidentiality,
            ends,
            reason,
            at,
            one.in_place_of,
        )
        for one in told
    )
    case_changed(work, before.id, by.user, *notes)
