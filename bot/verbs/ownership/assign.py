"""Assigning a case that nobody has, which managers may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import Fault, RefusalCode, at_fault, check_text
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor
from bot.case.transitions import Move
from bot.casework.approach import Case, allowed, approach, namer
from bot.casework.assignment import conflict_of, raised_by
from bot.casework.news import instead_of, listeners
from bot.casework.offers import wake_unoffered
from bot.casework.ownership import give
from bot.casework.receiving import Against, check_may_have, what_stands_against
from bot.casework.record import case_changed, record
from bot.events import CaseAssigned, ConflictOverridden
from bot.notices import Assigned, Claimed, TakenBy
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class AssignRequest:
    """A manager gives an open case to somebody, for a reason. `overrides`: in spite of what stands
    against it."""

    actor: Actor
    escalation_id: EscalationId
    to: UserId
    reason: str
    overrides: bool = False


def assign(work: Work, request: AssignRequest, now: datetime) -> Receipt:
    """Makes the person its owner, as if they had claimed it.

    Raises Refused for others than managers, for somebody outside the queue, its class or the
    workspace, without a reason, and for somebody away, full, without a skill or in conflict unless
    that is overridden.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.ASSIGN)
    before, to, by = case.escalation, request.to, request.actor.user
    check_may_have(work, case, to, "assigned")
    against = what_stands_against(work, case, to, now)
    _check_overrides(work, case, request, against)
    after = give(work, case, to, now)
    words = "; ".join(a.words for a in against)
    record(work, before.id, now, CaseAssigned(to, words), by=request.actor, why=request.reason)
    for one in against:
        if one.code is RefusalCode.CONFLICT_OF_INTEREST:
            overridden = ConflictOverridden(to, one.words)
            record(work, before.id, now, overridden, by=request.actor, why=request.reason)
    claims = (Claimed(user, before.id, to) for user in raised_by(work, before))
    case_changed(work, before.id, by, *claims)
    if to != by:
        to_whom = [o for o in instead_of(work, case.served_by, after, to, now) if o.to != by]
        notes = (Assigned(o.to, before.id, by, request.reason, o.in_place_of) for o in to_whom)
        work.outbox.put(*notes)
    if before.holder not in (None, to):
        told = listeners(work, case.served_by, before, by, now, requester=False)
        work.outbox.put(*(TakenBy(o.to, before.id, to, o.in_place_of) for o in told))
        wake_unoffered(work, case.queue.name, now)
    return Receipt(f"{before.reference} is with {namer(work)(to)} now.", before.id)


def _check_overrides(
    work: Work, case: Case, request: AssignRequest, against: tuple[Against, ...]
) -> None:
    """Raises Refused, at each field, unless there is a reason, and a yes to what stands against
    it. Nobody overrides a conflict of interest of their own."""
    faults = check_text("reason", request.reason, missing="Say why you assign it.")
    themselves = request.to == request.actor.user
    conflict = conflict_of(work, case, request.to)
    if themselves and conflict:
        words = f"You have a conflict of interest: {conflict}. Choose somebody else."
        faults["to"] = Fault(RefusalCode.CONFLICT_OF_INTEREST, words)
    elif against and not request.overrides:
        name = namer(work)(request.to)
        listed = ", ".join(a.words for a in against)
        words = f"{name} {listed}. Choose somebody else, or tick below to assign it all the same."
        faults["to"] = Fault(against[0].code, words)
    if faults:
        raise at_fault(faults)
