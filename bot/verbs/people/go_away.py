"""Going away: what is offered goes on, and somebody may cover."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.case.errors import Fault, RefusalCode, Refused, at_fault
from bot.case.identifiers import UserId
from bot.case.people import Actor, UnknownPerson, Via
from bot.casework.absences import (
    away_until,
    check_may_put,
    no_longer_covers,
    unfinished_of,
    zone_of,
)
from bot.casework.approach import acting, admitted, namer
from bot.casework.passing_on import recheck_assignments
from bot.casework.queues import managers_of, policy_in_force, queues_of
from bot.casework.record import notes_changed, stale_homes
from bot.notices import Covering, WentAway, about_person
from bot.policy import Queue
from bot.ports import Receipt, Work
from bot.reminders.timers import AbsenceOver
from bot.rotation.choice import Absence

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class AwayRequest:
    """Somebody is put away, mostly by themselves. Without `until`: until they say so.
    `keeps_cover`: without a `cover`, who covers now goes on doing so."""

    actor: Actor
    user: UserId
    until: datetime | None = None
    cover: UserId | None = None
    keeps_cover: bool = False


def go_away(work: Work, request: AwayRequest, now: datetime) -> Receipt:
    """Somebody is offered nothing until they are back; what is offered to them goes on to the next
    person. Raises Refused, with what is wrong at its field.

    It is recorded under the locks of their queues: who makes an offer at this moment either sees
    the absence, or has made the offer before, and then it is passed on.
    """
    user, by = request.user, request.actor.user
    acting(work, by)
    check_may_put(work, by, user)
    queues = queues_of(work, user)
    _check(work, request, queues, now)
    policy = policy_in_force(work)
    work.turns.lock(frozenset().union(*(policy.sharing(queue.name) for queue in queues)))
    former = work.absences.current(now, [user]).get(user)
    kept = _kept_cover(work, request, former, queues, now)
    request = replace(request, cover=request.cover or kept)
    work.absences.begin(Absence(user, now, request.until, by, request.cover))
    _plan_return(work, user, request.until)
    passed_on = recheck_assignments(work, [user], now)
    held = [case for case in unfinished_of(work, user) if case.owner == user]
    if by != user or held or request.actor.via is not Via.COMMAND:
        work.outbox.put(WentAway(user, by, now.isoformat()))
    if request.cover is not None and (former is None or former.cover != request.cover):
        work.outbox.put(Covering(request.cover, user))
    if former is not None and former.cover != request.cover:
        no_longer_covers(work, former, by)
    work.outbox.put(*notes_changed(work, about_person(user)), *stale_homes(work, by))
    named = namer(work)
    zone = zone_of(work, by)
    who = "You're" if by == user else f"{named(user)} is"
    words = [f"{who} {away_until(request.until, zone)}."]
    if former is not None:
        words.append(f"That replaces: {away_until(former.until, zone)}.")
    if request.cover is not None:
        covers = "You cover" if request.cover == by else f"{named(request.cover)} covers"
        words.append(f"{covers} meanwhile{', as before' if kept else ''}.")
    if passed_on:
        to = "you" if by == user else "them"
        words.append(f"What is offered to {to} goes to the next person.")
    if held and by == user:
        words.append(f"{_counted(len(held))} yours: I have sent you a list, to hand them over.")
    return Receipt(" ".join(words))


def _check(work: Work, request: AwayRequest, queues: tuple[Queue, ...], now: datetime) -> None:
    faults: dict[str, Fault] = {}
    if request.until is not None and request.until <= now:
        words = "That's already past. Choose a later time."
        faults["until"] = Fault(RefusalCode.IN_THE_PAST, words)
    elif request.until is not None and request.until > now + LONGEST:
        words = "A year is the longest. Leave it out if you don't know yet."
        faults["until"] = Fault(RefusalCode.TOO_FAR, words)
    if request.cover is not None:
        wrong = _why_no_cover(work, request, request.cover, queues, now)
        if wrong:
            faults["cover"] = wrong
    if faults:
        raise at_fault(faults)


def _kept_cover(
    work: Work,
    request: AwayRequest,
    former: Absence | None,
    queues: tuple[Queue, ...],
    now: datetime,
) -> UserId | None:
    """Who covers as before, where only another date was named; nobody who couldn't any more."""
    if request.cover is not None or not request.keeps_cover or former is None:
        return None
    cover = former.cover
    if cover is None or _why_no_cover(work, request, cover, queues, now):
        return None
    return cover


def _why_no_cover(
    work: Work, request: AwayRequest, cover: UserId, queues: tuple[Queue, ...], now: datetime
) -> Fault | None:
    """Why somebody can't cover. Who is away themselves can't, so no two cover for each other."""
    if cover == request.user:
        own = cover == request.actor.user
        words = "You can't cover for yourself." if own else "Nobody covers for themselves."
        return Fault(RefusalCode.INVALID, words)
    try:
        admitted(work, cover)
    except UnknownPerson:
        raise UnknownPerson(cover, "them") from None
    except Refused:
        words = "Only a full member of this workspace can cover."
        return Fault(RefusalCode.NOT_A_MEMBER, words)
    policy = policy_in_force(work)
    in_one = any(
        queue.member(cover) is not None or cover in managers_of(work, policy, queue)
        for queue in queues
    )
    if not in_one:
        whose = "your" if request.user == request.actor.user else "their"
        words = f"Only somebody of {whose} own queues can cover."
        return Fault(RefusalCode.NOT_IN_A_QUEUE, words)
    absence = work.absences.current(now, [cover]).get(cover)
    if absence is not None:
        until = away_until(absence.until, zone_of(work, request.actor.user))
        words = f"{namer(work)(cover)} is {until}: choose somebody else."
        return Fault(RefusalCode.AWAY, words)
    return None


def _plan_return(work: Work, user: UserId, until: datetime | None) -> None:
    work.timers.drop_return(user)
    if until is not None:
        work.timers.plan([AbsenceOver(until, user)])


def _counted(number: int) -> str:
    return "1 escalation stays" if number == 1 else f"{number} escalations stay"
