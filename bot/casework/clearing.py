"""An owner who isn't cleared for their case any more: it goes back to its queue."""

from __future__ import annotations

from datetime import datetime

from bot.case.confidentiality import Confidentiality
from bot.case.escalation import Escalation
from bot.case.identifiers import RequestKey
from bot.casework.offers import offer
from bot.casework.queues import managers_there, participants_of
from bot.casework.record import case_changed, record
from bot.casework.requesters import raised_by
from bot.casework.service_clocks import ServedBy, follow_hours, stop_updates
from bot.casework.waiting import stop_waiting
from bot.events import CaseReleased
from bot.notices import OwnerNotCleared
from bot.ports import Receipt, Work


def take_back(work: Work, escalation: Escalation, served_by: ServedBy, now: datetime) -> Escalation:
    """Takes a case from an owner who may not read it any more, offers it to the next, and tells the
    managers, who had it, and who raised it. What is decided already can't be offered: its managers
    are told that somebody has to take it over. Returns the case as saved."""
    owner = escalation.owner
    around = participants_of(work, served_by.policy, served_by.queue, escalation)
    is_fine = owner is None or around.cleared is None or owner in around.cleared
    if is_fine or owner is None or escalation.is_closed:
        return escalation
    managers = managers_there(work, served_by.policy, served_by.queue, now)
    at = now.isoformat()
    if not escalation.is_owned:
        key = RequestKey(f"not_cleared:{escalation.id}:{owner}:{escalation.version}")
        if work.requests.find(key) is None:
            work.requests.keep(key, Receipt("", escalation.id), now)
            notes = (OwnerNotCleared(to, escalation.id, owner, at) for to in sorted(managers))
            work.outbox.put(*notes)
        return escalation
    if escalation.is_waiting:
        stop_waiting(work, escalation, served_by, now)
    stop_updates(work, escalation, now)
    class_ = Confidentiality(escalation.confidentiality).words
    why = f"its owner isn't cleared for {class_} cases"
    record(work, escalation.id, now, CaseReleased(), why=why)
    had_it = {owner: f"is not cleared for {class_} cases"}
    policy, queue = served_by.policy, served_by.queue
    after = offer(work, escalation.released(), policy, queue, now, not_again=had_it)
    saved = work.escalations.save(after)
    follow_hours(work, after, served_by, now)
    told = sorted(managers | {owner, *raised_by(work, escalation)})
    case_changed(
        work, escalation.id, None, *(OwnerNotCleared(to, escalation.id, owner, at) for to in told)
    )
    return saved
