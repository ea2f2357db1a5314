"""Releasing a case: it goes back to its queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.transitions import Move
from bot.casework.approach import allowed, approach
from bot.casework.assignment import no_longer_asked
from bot.casework.news import listeners
from bot.casework.offers import offer, wake_unoffered
from bot.casework.record import case_changed, record
from bot.casework.service_clocks import follow_hours, stop_updates
from bot.casework.waiting import stop_waiting
from bot.events import CaseReleased
from bot.notices import Released
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class ReleaseRequest:
    """Somebody puts a case back in the queue."""

    actor: Actor
    escalation_id: EscalationId


def release(work: Work, request: ReleaseRequest, now: datetime) -> Receipt:
    """Puts the case back in the queue and offers it to the next person, not to who had it. Raises
    Refused."""
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.RELEASE)
    before = case.escalation
    if before.is_waiting:
        stop_waiting(work, before, case.served_by, now)
    # Nobody can tell its state until somebody claims it: that starts another.
    stop_updates(work, before, now)
    record(work, before.id, now, CaseReleased(), by=request.actor)
    had_it = {before.owner: "has just released it"} if before.owner else {}
    wake_unoffered(work, case.queue.name, now)
    after = offer(work, before.released(), case.policy, case.queue, now, not_again=had_it)
    work.escalations.save(after)
    follow_hours(work, after, case.served_by, now)
    case_changed(work, before.id, request.actor.user)
    by = request.actor.user
    told = listeners(work, case.served_by, before, by, now)
    work.outbox.put(*(Released(one.to, before.id, by, one.in_place_of) for one in told))
    no_longer_asked(work, before, after, request.actor.user)
    return Receipt(f"{before.reference} is back in the queue.", before.id)
