"""Who has a case: claiming it, releasing it, handing it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case import Case, admitted, allowed, approach, changed, namer, note
from bot.errors import Refused
from bot.escalation import Escalation, HandOver, Move, State
from bot.identifiers import EscalationId, UserId
from bot.notices import Claimed, HandedOver, Released, TakenBy
from bot.people import Actor, UnknownPerson
from bot.permissions import check_conflict
from bot.ports import Receipt, Work
from bot.reminding.reminders import TimerKind
from bot.rotation.choice import Turn
from bot.rotation.offers import offer, wake_unoffered
from bot.service.clocks import clocks_of, end_clock, follow_hours, pause_clocks, start_clocks
from bot.service.service_levels import ClockEventKind, ClockName
from bot.service.waiting import stop_waiting

HAND_OVER_NOTE_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """Somebody takes a case."""

    actor: Actor
    escalation_id: EscalationId


@dataclass(frozen=True, slots=True)
class ReleaseRequest:
    """Somebody puts a case back in the queue."""

    actor: Actor
    escalation_id: EscalationId


@dataclass(frozen=True, slots=True)
class HandOverRequest:
    """Somebody asks another person to take a case over, with a note."""

    actor: Actor
    escalation_id: EscalationId
    to: UserId
    note: str = ""


def claim(work: Work, request: ClaimRequest, now: datetime) -> Receipt:
    """Makes the person the case's one owner: that is the first response.

    Raises Refused if somebody has it, if a hand-over names another, or if they raised it.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.CLAIM)
    before = case.escalation
    check_conflict(before, case.who)
    _settle_turns(work, case, now)
    end_clock(work, before, ClockName.FIRST_RESPONSE, ClockEventKind.MET, now)
    offers = [TimerKind.OFFER_LAPSE, TimerKind.OFFER_LAPSING, TimerKind.OFFER_AGAIN]
    work.timers.cancel(before.id, offers)
    after = before.claimed(request.actor.user, now)
    work.escalations.save(after)
    follow_hours(work, after, case.service, now)
    update = clocks_of(work, after).get(ClockName.UPDATE)
    if update is None or not update.is_open:
        start_clocks(work, after, case.service, now, (ClockName.UPDATE,))
        if after.wait is not None:
            pause_clocks(work, after, after.wait, now)
    note(work, before.id, now, "claimed", by=request.actor)
    changed(work, before.id, request.actor.user)
    _tell_of_claim(work, before, request.actor.user)
    if before.holder not in (None, request.actor.user):
        wake_unoffered(work, before.queue, now)
    return Receipt(f"{before.reference} is yours.", before.id)


def _settle_turns(work: Work, case: Case, now: datetime) -> None:
    """Claiming what was offered to somebody else uses the claimer's turn and gives theirs back;
    so does claiming what was offered to nobody. A hand-over accepted uses none, nor does a manager
    who isn't on the rotation: they have no turns."""
    before, user = case.escalation, case.actor.user
    offered_to = before.offer.to if before.offer else None
    if before.owner is not None or offered_to == user:
        return
    work.turns.lock(before.queue)
    if offered_to is not None:
        work.turns.give_back(before.id, offered_to)
    if case.queue.member(user) is not None:
        work.turns.add(Turn(before.queue, user, before.id, now, before.run))


def _tell_of_claim(work: Work, before: Escalation, user: UserId) -> None:
    work.outbox.put(Claimed(before.requester, before.id, user))
    had_it = before.owner or (before.offer.to if before.offer else None)
    if had_it is not None and had_it not in (user, before.requester):
        work.outbox.put(TakenBy(had_it, before.id, user))


def release(work: Work, request: ReleaseRequest, now: datetime) -> Receipt:
    """Puts the case back in the queue and offers it to the next person, not to who had it."""
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.RELEASE)
    before = case.escalation
    if before.state is State.WAITING:
        stop_waiting(work, before, case.service, now)
    # Nobody can tell how it stands until somebody claims it: that starts another.
    end_clock(work, before, ClockName.UPDATE, ClockEventKind.STOPPED, now)
    note(work, before.id, now, "released", by=request.actor)
    had_it = {before.owner: "has just released it"} if before.owner else {}
    wake_unoffered(work, before.queue, now)
    after = offer(work, before.released(), case.policy, case.queue, now, not_again=had_it)
    work.escalations.save(after)
    follow_hours(work, after, case.service, now)
    changed(work, before.id, request.actor.user)
    told = {before.owner, before.requester} - {request.actor.user, None}
    work.outbox.put(
        *(Released(to, before.id, request.actor.user) for to in sorted(filter(None, told)))
    )
    return Receipt(f"{before.reference} is back in the queue.", before.id)


def hand_over(work: Work, request: HandOverRequest, now: datetime) -> Receipt:
    """Asks another person to take the case; the owner stays responsible until they claim it.

    Raises Refused for a hand-over to oneself, to the owner, to the requester, or to somebody
    outside the queue or the workspace.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.HAND_OVER)
    before, to = case.escalation, request.to
    _check_receiver(work, case, to)
    if len(request.note) > HAND_OVER_NOTE_LIMIT:
        words = f"Keep the note under {HAND_OVER_NOTE_LIMIT:,} characters."
        raise Refused(words, fields={"note": words})
    asked = HandOver(to, request.actor.user, request.note, now)
    work.escalations.save(before.asked_over(asked))
    note(
        work,
        before.id,
        now,
        "hand-over asked",
        by=request.actor,
        why=request.note,
        details={"to": to},
    )
    changed(work, before.id, request.actor.user, HandedOver(to, before.id, request.actor.user))
    name = namer(work)(to)
    return Receipt(
        f"{name} has been asked to take over {before.reference}. It stays with its owner until "
        "they claim it.",
        before.id,
    )


def _check_receiver(work: Work, case: Case, to: UserId) -> None:
    words = ""
    if to == case.escalation.owner:
        words = "It is already theirs: hand it over to somebody else."
        if to == case.actor.user:
            words = "It is already yours: hand it over to somebody else."
    elif to == case.escalation.requester:
        words = "They raised it, so they can't own it. Choose somebody else."
    else:
        try:
            admitted(work, to)
        except UnknownPerson:
            raise UnknownPerson(to, "them") from None
        except Refused:
            words = "It can only be handed to a full member of this workspace."
        if not words and case.queue.member(to) is None and to not in case.managers:
            words = f"It can only be handed to somebody of the {case.queue.name} queue."
    if words:
        raise Refused(words, fields={"to": words})
