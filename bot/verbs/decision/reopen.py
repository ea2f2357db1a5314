"""Reopening a closed case, with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.case.errors import at_fault, check_text
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor
from bot.case.transitions import Move
from bot.casework.approach import Case, allowed, approach, namer
from bot.casework.assignment import conflict_of, raised_by
from bot.casework.offers import offer
from bot.casework.record import case_changed, record
from bot.casework.service_clocks import start_clocks
from bot.events import CaseReopened, QueueChanged
from bot.notices import Milestones, Reopened
from bot.ports import Receipt, Work
from bot.reminders.plan import plan_deadline
from bot.service_levels.clocks import ClockName


@dataclass(frozen=True, slots=True)
class ReopenRequest:
    """A closed case is to be taken up again."""

    actor: Actor
    escalation_id: EscalationId
    reason: str


def reopen(work: Work, request: ReopenRequest, now: datetime) -> Receipt:
    """Takes a closed case up again, with a reason: by its previous owner if they are there and may
    have it, else from the queue that has its kind now. Its clocks start again; what they came to
    before is kept.

    Raises Refused, for a reason left out by its field.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.REOPEN)
    missing = "Say why it is reopened."
    if faults := check_text("reason", request.reason, missing=missing):
        raise at_fault(faults)
    before = case.escalation
    # Who goes away at this moment is seen here, or sees the case as theirs.
    work.turns.lock(case.policy.sharing(case.queue.name))
    owner = before.owner if _is_there(work, case, before.owner, now) else None
    after = replace(before.reopened(owner, now), queue=case.queue.name)
    record(work, before.id, now, CaseReopened(), by=request.actor, why=request.reason)
    if after.queue != before.queue:
        record(work, before.id, now, QueueChanged(before.queue, after.queue))
    if owner is None:
        after = offer(work, after, case.policy, case.queue, now)
        start_clocks(work, after, case.served_by, now)
    else:
        clocks = (ClockName.UPDATE, ClockName.RESOLUTION)
        start_clocks(work, after, case.served_by, now, clocks)
    if after.deadline is not None:
        work.timers.plan(plan_deadline(after.id, after.deadline, now))
    work.escalations.save(after)
    told = {*raised_by(work, before), owner} - {request.actor.user, None}
    case_changed(
        work,
        before.id,
        request.actor.user,
        Milestones(before.id, (now.isoformat(),)),
        *(
            Reopened(to, before.id, request.actor.user, request.reason)
            for to in sorted(filter(None, told))
        ),
    )
    taken = f"{namer(work)(owner)} has it again" if owner else "it is offered anew"
    return Receipt(f"{before.reference} is open again: {taken}.", before.id)


def _is_there(work: Work, case: Case, owner: UserId | None, now: datetime) -> bool:
    """Whether the previous owner can have it again. A conflict that a manager overrode was
    overridden for that once."""
    if owner is None or conflict_of(work, case, owner):
        return False
    if case.cleared is not None and owner not in case.cleared:
        return False
    person = work.people.get(owner)
    in_queue = case.queue.member(owner) is not None or owner in case.managers
    is_member = person is not None and person.can_be_asked
    return in_queue and is_member and owner not in work.absences.current(now, [owner])
