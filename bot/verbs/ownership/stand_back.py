"""Standing back from a case for a conflict of interest: it goes on to the next, never back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import at_fault, check_text
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor
from bot.case.transitions import Move
from bot.casework.approach import Case, allowed, approach
from bot.casework.assignment import hands_of, no_longer_asked, raised_by
from bot.casework.offers import offer, wake_unoffered
from bot.casework.record import case_changed, record
from bot.casework.service_clocks import follow_hours, stop_updates
from bot.casework.waiting import stop_waiting
from bot.events import PersonStoodBack
from bot.notices import StoodBack
from bot.ports import Receipt, Work
from bot.rotation.choice import Exclusion

STOOD_BACK = "stood back from it"
"""All that others are told. The person's own reason is for the case's history alone."""


@dataclass(frozen=True, slots=True)
class StandBackRequest:
    """Somebody must not decide on a case that they have, or are offered, and says why."""

    actor: Actor
    escalation_id: EscalationId
    reason: str


def stand_back(work: Work, request: StandBackRequest, now: datetime) -> Receipt:
    """Takes the person out of the case for good: the turn by which they have it is given back, and
    it is offered to the next. Raises Refused naming the field at fault."""
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.STAND_BACK)
    if faults := check_text("reason", request.reason, missing="Say what the conflict is."):
        raise at_fault(faults)
    before, user = case.escalation, request.actor.user
    if before.is_waiting:
        stop_waiting(work, before, case.served_by, now)
    if not before.is_unclaimed:
        stop_updates(work, before, now)
    work.turns.lock(case.policy.sharing(case.queue.name))
    if hands_of(work, before).handed_over_by is None:
        # A hand-over accepted used none: an offer of this case that they let lapse did.
        work.turns.give_back(before.id, user, before.run)
    excluded = Exclusion(STOOD_BACK, user)
    work.exclusions.add(before.id, excluded, user, now)
    record(work, before.id, now, PersonStoodBack(), by=request.actor, why=request.reason)
    wake_unoffered(work, case.queue.name, now)
    after = _offered_on(work, case, now)
    case_changed(work, before.id, user, *_told(work, before, user))
    no_longer_asked(work, before, after, user)
    return Receipt(f"You have stood back from {before.reference}: it goes to somebody else.")


def _offered_on(work: Work, case: Case, now: datetime) -> Escalation:
    free = case.escalation.released().offered(None)
    after = offer(work, free, case.policy, case.queue, now)
    work.escalations.save(after)
    follow_hours(work, after, case.served_by, now)
    return after


def _told(work: Work, before: Escalation, user: UserId) -> tuple[StoodBack, ...]:
    """An offer that goes on is no news to who raised it; a case that had an owner is."""
    if before.owner is None:
        return ()
    raised = (to for to in raised_by(work, before) if to != user)
    return tuple(StoodBack(to, before.id, user) for to in raised)
