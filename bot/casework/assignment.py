"""Who may have a case, who was asked to, and how its owner came to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import RefusalCode, Refused
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor
from bot.case.transitions import Move
from bot.casework.approach import Case, allowed, approach
from bot.casework.offers import exclusions_of, wake_unoffered
from bot.events import CaseClaimed, ConflictOverridden, PersonStoodBack
from bot.notices import NoLongerAsked
from bot.policy import Member, Policy
from bot.ports import Work


def conflict_of(work: Work, case: Case, user: UserId) -> str:
    """Why somebody must not have the case, '' if nothing is known against it."""
    member = case.queue.member(user) or _elsewhere(case.policy, user)
    return next((e.reason for e in exclusions_of(work, case.escalation) if e.bars(member)), "")


def _elsewhere(policy: Policy, user: UserId) -> Member:
    """Their place in another queue: of which vendor they are is so in each."""
    places = (queue.member(user) for queue in policy.queues.values())
    return next((place for place in places if place is not None), Member(user, ""))


def check_exclusion(work: Work, case: Case) -> None:
    """Who stood back, or was found to have a conflict, takes it only if a manager asks them to.

    Raises Refused.
    """
    pending, user = case.escalation.hand_over, case.actor.user
    if pending is not None and pending.overrides and pending.to == user:
        return
    conflict = conflict_of(work, case, user)
    if conflict:
        way = "assign it" if case.escalation.is_unclaimed else "hand it over"
        raise Refused(
            f"{case.escalation.reference} can't be yours, for a conflict of interest: {conflict}. "
            f"A manager can {way} to you in spite of that.",
            code=RefusalCode.CONFLICT_OF_INTEREST,
        )


def check_decider(work: Work, case: Case) -> None:
    """Who has a conflict of interest decides nothing, however they came to have the case, unless a
    manager has let them for a reason, which is on the timeline. Raises Refused."""
    conflict, user = conflict_of(work, case, case.actor.user), case.actor.user
    if not conflict:
        return
    entries = work.timeline.of(case.escalation.id)
    if any(isinstance(e.event, ConflictOverridden) and e.event.to == user for e in entries):
        return
    raise Refused(
        f"You can't decide {case.escalation.reference}, for a conflict of interest: {conflict}. "
        "Release it, or have a manager hand it over to you in spite of that.",
        code=RefusalCode.CONFLICT_OF_INTEREST,
    )


def may_decide(work: Work, actor: Actor, about: EscalationId) -> Case:
    """The case, read only. Raises Refused where they may not decide it now."""
    case = approach(work, about, actor, lock=False)
    allowed(work, case, Move.DECIDE)
    check_decider(work, case)
    return case


def no_longer_asked(work: Work, before: Escalation, after: Escalation, by: UserId) -> None:
    """Tells who was asked to take a case over that they no longer are, unless it was they who have
    settled it."""
    asked, still = before.hand_over, after.hand_over
    if asked is None or asked.to in (by, after.owner) or (still and still.to == asked.to):
        return
    work.outbox.put(NoLongerAsked(asked.to, before.id, by, asked.asked_at.isoformat()))


def no_longer_held(work: Work, case: Case, after: Escalation, now: datetime) -> None:
    """A case takes nobody's time any more: who was asked to take it over is told, and what nobody
    could take before is looked at."""
    no_longer_asked(work, case.escalation, after, case.actor.user)
    wake_unoffered(work, case.queue.name, now)


@dataclass(frozen=True, slots=True)
class Hands:
    """How a case came to its owner: who handed it over, with which note, and who
    stood back from it."""

    handed_over_by: UserId | None = None
    note: str = ""
    stood_back: tuple[UserId, ...] = ()


def hands_of(work: Work, escalation: Escalation) -> Hands:
    """How its owner came to have the case. A hand-over counts until it is decided."""
    entries = work.timeline.of(escalation.id)
    stood_back = [
        e.who for e in entries if isinstance(e.event, PersonStoodBack) and e.who is not None
    ]
    gone = tuple(dict.fromkeys(stood_back)) if not escalation.is_closed else ()
    claims = ((e, e.event) for e in reversed(entries) if isinstance(e.event, CaseClaimed))
    entry, claim = next(claims, (None, None))
    if entry is None or not escalation.is_owned or entry.at != escalation.claimed_at:
        return Hands(stood_back=gone)
    by = claim.handed_over_by if claim is not None else None
    return Hands(by, entry.why if by else "", gone)


def raised_by(work: Work, escalation: Escalation) -> tuple[UserId, ...]:
    """Who raised the case, and who joined it and is still there: each is told how it goes."""
    joined = escalation.co_requesters
    if not joined:
        return (escalation.requester,)
    known = work.people.several(joined)
    there = (user for user in joined if user in known and known[user].can_be_asked)
    return tuple(dict.fromkeys((escalation.requester, *there)))
