"""Claiming a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.permissions import check_conflict
from bot.case.transitions import Move
from bot.casework.approach import Case, allowed, approach
from bot.casework.assignment import check_exclusion, raised_by
from bot.casework.news import listeners
from bot.casework.offers import wake_unoffered
from bot.casework.ownership import give
from bot.casework.record import case_changed, record
from bot.events import CaseClaimed
from bot.notices import Claimed, Milestones, TakenBy
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """Somebody takes a case."""

    actor: Actor
    escalation_id: EscalationId


def claim(work: Work, request: ClaimRequest, now: datetime) -> Receipt:
    """Makes the person the case's one owner: that is the first response.

    Raises Refused if somebody has it, if a hand-over names another, or if they raised it.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.CLAIM)
    before = case.escalation
    check_conflict(before, case.who)
    check_exclusion(work, case)
    give(work, case, request.actor.user, now)
    _note_claim(work, case, now)
    case_changed(work, before.id, request.actor.user, Milestones(before.id, (now.isoformat(),)))
    _tell_of_claim(work, case, now)
    if before.holder not in (None, request.actor.user):
        wake_unoffered(work, case.queue.name, now)
    return Receipt(f"{before.reference} is yours.", before.id)


def _tell_of_claim(work: Work, case: Case, now: datetime) -> None:
    before, user = case.escalation, case.actor.user
    raised = raised_by(work, before)
    work.outbox.put(*(Claimed(to, before.id, user) for to in raised))
    if before.holder in raised:
        return
    told = listeners(work, case.served_by, before, user, now, requester=False)
    work.outbox.put(*(TakenBy(one.to, before.id, user, one.in_place_of) for one in told))


def _note_claim(work: Work, case: Case, now: datetime) -> None:
    before, actor = case.escalation, case.actor
    pending = before.hand_over
    if pending is None:
        record(work, before.id, now, CaseClaimed(), by=actor)
        return
    record(work, before.id, now, CaseClaimed(pending.by), by=actor, why=pending.note)
