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
from bot.casework.record import case_changed, record
from bot.casework.service_clocks import expect_updates, follow_hours, meet_first_response
from bot.events import CaseClaimed
from bot.notices import Claimed, Milestones, TakenBy
from bot.ports import Receipt, Work
from bot.reminders.timers import OfferAgain, OfferLapse, OfferLapsing
from bot.rotation.choice import Turn


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
    _settle_turns(work, case, now)
    meet_first_response(work, before, now)
    offers = [OfferLapse, OfferLapsing, OfferAgain]
    work.timers.cancel(before.id, offers)
    after = before.claimed(request.actor.user, now)
    work.escalations.save(after)
    follow_hours(work, after, case.served_by, now)
    expect_updates(work, after, case.served_by, now)
    _note_claim(work, case, now)
    case_changed(work, before.id, request.actor.user, Milestones(before.id, (now.isoformat(),)))
    _tell_of_claim(work, case, now)
    if before.holder not in (None, request.actor.user):
        wake_unoffered(work, case.queue.name, now)
    return Receipt(f"{before.reference} is yours.", before.id)


def _settle_turns(work: Work, case: Case, now: datetime) -> None:
    """Claiming what was offered to somebody else uses the claimer's turn and gives theirs back;
    so does claiming what was offered to nobody. A hand-over accepted uses none, nor does a manager
    who isn't on the rotation: they have no turns."""
    before, user = case.escalation, case.actor.user
    offered_to = before.offer.to if before.offer else None
    if before.owner is not None or offered_to == user:
        return
    work.turns.lock(case.policy.sharing(case.queue.name))
    if offered_to is not None:
        work.turns.give_back(before.id, offered_to, before.run)
    if case.queue.member(user) is not None:
        work.turns.add(Turn(case.queue.name, user, before.id, now, before.run))


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
