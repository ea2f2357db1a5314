"""Who has a case: claiming it, releasing it, handing it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case import (
    Case,
    admitted,
    allowed,
    approach,
    changed,
    circle_of,
    namer,
    note,
    policy_in_force,
    queue_of,
)
from bot.confidentiality import Confidentiality
from bot.errors import Refused
from bot.escalation import OWNED, Escalation, HandOver, Move, Role, State
from bot.identifiers import EscalationId, UserId
from bot.notices import Claimed, HandedOver, NoLongerAsked, Released, TakenBy
from bot.people import Actor, UnknownPerson
from bot.permissions import check_conflict
from bot.policy import Member
from bot.ports import Receipt, Work
from bot.reminding.reminders import TimerKind
from bot.rotation.absences import away_until, zone_of
from bot.rotation.choice import Turn
from bot.rotation.offers import exclusions_of, offer, wake_unoffered
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
    """Somebody asks another person to take a case over, with a note. `overrides`: in spite of a
    conflict of interest, of which the note is the reason."""

    actor: Actor
    escalation_id: EscalationId
    to: UserId
    note: str = ""
    overrides: bool = False


def claim(work: Work, request: ClaimRequest, now: datetime) -> Receipt:
    """Makes the person the case's one owner: that is the first response.

    Raises Refused if somebody has it, if a hand-over names another, or if they raised it.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.CLAIM)
    before = case.escalation
    check_conflict(before, case.who)
    _check_exclusion(work, case)
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
    _note_claim(work, before, request.actor, now)
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
    work.turns.lock(case.policy.sharing(before.queue))
    if offered_to is not None:
        work.turns.give_back(before.id, offered_to, before.run)
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
    no_longer_asked(work, before, after, request.actor.user)
    return Receipt(f"{before.reference} is back in the queue.", before.id)


def hand_over(work: Work, request: HandOverRequest, now: datetime) -> Receipt:
    """Asks another person to take the case; the owner stays responsible until they claim it.

    Raises Refused for a hand-over to the owner, to somebody outside the queue, its class or the
    workspace, or away, and to somebody with a conflict of interest, unless a manager overrides it.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.HAND_OVER)
    before, to = case.escalation, request.to
    _check_receiver(work, case, to, now)
    conflict = _overridden(work, case, request)
    if len(request.note) > HAND_OVER_NOTE_LIMIT:
        words = f"Keep the note under {HAND_OVER_NOTE_LIMIT:,} characters."
        raise Refused(words, fields={"note": words})
    asked = HandOver(to, request.actor.user, request.note, now, overrides=bool(conflict))
    after = before.asked_over(asked)
    work.escalations.save(after)
    why, named = request.note, {"to": str(to)}
    note(work, before.id, now, "hand-over asked", by=request.actor, why=why, details=named)
    if conflict:
        details = named | {"conflict": conflict}
        note(
            work, before.id, now, "conflict overridden", by=request.actor, why=why, details=details
        )
    changed(work, before.id, request.actor.user, HandedOver(to, before.id, request.actor.user))
    no_longer_asked(work, before, after, request.actor.user)
    name = namer(work)(to)
    return Receipt(
        f"{name} has been asked to take over {before.reference}. It stays with its owner until "
        "they claim it.",
        before.id,
    )


def _check_receiver(work: Work, case: Case, to: UserId, now: datetime) -> None:
    words = ""
    if to == case.escalation.owner:
        words = "It is already theirs: hand it over to somebody else."
        if to == case.actor.user:
            words = "It is already yours: hand it over to somebody else."
    else:
        # Who leaves, goes away or is taken off a group at this moment sees what they are asked, or
        # it is seen here: all of it is read under the lock.
        work.turns.lock(case.policy.sharing(case.queue.name))
        policy = policy_in_force(work)
        circle = circle_of(work, policy, queue_of(policy, case.escalation), case.escalation)
        try:
            admitted(work, to)
        except UnknownPerson:
            raise UnknownPerson(to, "them") from None
        except Refused:
            words = "It can only be handed to a full member of this workspace."
        if not words and to not in circle.queue:
            words = f"It can only be handed to somebody of the {case.queue.name} queue."
        if not words and circle.cleared is not None and to not in circle.cleared:
            class_ = Confidentiality(case.escalation.confidentiality).words
            words = f"They are not cleared for {class_} cases. Choose somebody who is."
        absence = work.absences.current(now, [to]).get(to)
        if not words and absence is not None:
            until = away_until(absence.until, zone_of(work, case.actor.user))
            words = f"{namer(work)(to)} is {until}: choose somebody else."
    if words:
        raise Refused(words, fields={"to": words})


def _overridden(work: Work, case: Case, request: HandOverRequest) -> str:
    """The conflict that a manager overrides, '' where there is none. Raises Refused unless they
    may, and say why."""
    conflict = conflict_of(work, case, request.to)
    if not conflict:
        return ""
    may = Role.MANAGER in case.who.roles and request.to != case.actor.user
    if not request.overrides or not may:
        words = f"They have a conflict of interest: {conflict}. Choose somebody else"
        hint = ", or tick below that it is handed over in spite of that." if may else "."
        raise Refused(words + hint, fields={"to": words + hint})
    if not request.note:
        words = "Say why it goes to somebody with a conflict of interest."
        raise Refused(words, fields={"note": words})
    return conflict


def conflict_of(work: Work, case: Case, user: UserId) -> str:
    """Why somebody must not have the case, '' if nothing is known against it."""
    member = case.queue.member(user) or Member(user, "")
    return next((e.reason for e in exclusions_of(work, case.escalation) if e.bars(member)), "")


def _check_exclusion(work: Work, case: Case) -> None:
    """Who stood back, or was found to have a conflict, takes it only if a manager asks them to."""
    pending, user = case.escalation.hand_over, case.actor.user
    if pending is not None and pending.overrides and pending.to == user:
        return
    conflict = conflict_of(work, case, user)
    if conflict:
        once = "Once somebody else has it, a" if case.escalation.state is State.OPEN else "A"
        raise Refused(
            f"{case.escalation.reference} can't be yours, for a conflict of interest: {conflict}. "
            f"{once} manager can hand it over to you in spite of that."
        )


def _note_claim(work: Work, before: Escalation, actor: Actor, now: datetime) -> None:
    pending = before.hand_over
    if pending is None:
        note(work, before.id, now, "claimed", by=actor)
        return
    details = {"handed_over_by": pending.by}
    note(work, before.id, now, "claimed", by=actor, why=pending.note, details=details)


def no_longer_asked(work: Work, before: Escalation, after: Escalation, by: UserId) -> None:
    """Tells who was asked to take a case over that they no longer are, unless it was they who have
    settled it."""
    asked, still = before.hand_over, after.hand_over
    if asked is None or asked.to in (by, after.owner) or (still and still.to == asked.to):
        return
    work.outbox.put(NoLongerAsked(asked.to, before.id, by, asked.asked_at.isoformat()))


@dataclass(frozen=True, slots=True)
class Hands:
    """Through whose hands a case came: who handed it over to its owner, with which note, and who
    stood back from it."""

    handed_over_by: UserId | None = None
    note: str = ""
    stood_back: tuple[UserId, ...] = ()


def hands_of(work: Work, escalation: Escalation) -> Hands:
    """How its owner came to have the case. A hand-over counts until it is decided."""
    entries = work.timeline.of(escalation.id)
    stood_back = [e.who for e in entries if e.what == "stood back" and e.who is not None]
    gone = tuple(dict.fromkeys(stood_back)) if escalation.state is not State.CLOSED else ()
    claim = next((e for e in reversed(entries) if e.what == "claimed"), None)
    if claim is None or escalation.state not in OWNED or claim.at != escalation.claimed_at:
        return Hands(stood_back=gone)
    by = claim.details.get("handed_over_by")
    return Hands(UserId(by) if by else None, claim.why if by else "", gone)
