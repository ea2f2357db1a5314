"""A case is looked at anew where the policy has changed, or who is there, or who is cleared."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.case.escalation import Escalation
from bot.casework.clearing import take_back
from bot.casework.offers import look_again
from bot.casework.passing_on import pass_on
from bot.casework.record import case_changed, notes_changed, record
from bot.casework.requesters import follow_requester
from bot.casework.service_clocks import ServedBy, follow_hours
from bot.events import QueueChanged
from bot.notices import about_case
from bot.ports import Work
from bot.reminders.timers import ApproverLook


def recheck_assignment(
    work: Work, escalation: Escalation, served_by: ServedBy, now: datetime
) -> None:
    """The policy has changed, or who is there: where is it at home, who is its requester, who
    has it before them, and whose hours count?"""
    at_home = _follow_queue(work, escalation, served_by, now)
    at_home = take_back(work, at_home, served_by, now)
    after = pass_on(work, follow_requester(work, at_home, served_by, now), served_by, now)
    if after.is_in_review:
        work.timers.plan([ApproverLook(now, after.id)])
    if follow_hours(work, after, served_by, now):
        case_changed(work, escalation.id)
    else:
        work.outbox.put(*notes_changed(work, about_case(escalation.id)))


def _follow_queue(
    work: Work, escalation: Escalation, served_by: ServedBy, now: datetime
) -> Escalation:
    """Puts a case in the queue it is at home in now. Returns the case as saved."""
    queue = served_by.queue.name
    if escalation.queue == queue:
        return escalation
    record(work, escalation.id, now, QueueChanged(escalation.queue, queue))
    if escalation.is_unclaimed and escalation.offer is None:
        look_again(work, escalation.id, now)
    saved = work.escalations.save(replace(escalation, queue=queue))
    case_changed(work, escalation.id)
    return saved
