"""Being away and coming back: who is offered nothing, and who covers for them meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.case import admitted, expand, managers_of, namer, policy_in_force, stale_homes
from bot.errors import Refused
from bot.escalation import UNFINISHED, Escalation
from bot.identifiers import UserId
from bot.lists import queues_of
from bot.notices import CameBack, Covering, NoLongerCovering, WentAway
from bot.people import Actor, UnknownPerson, Via
from bot.permissions import check_manages
from bot.policy import Queue
from bot.ports import Receipt, Wanted, Work
from bot.reminding.reminders import Timer, TimerKind
from bot.rotation.choice import Absence
from bot.rotation.offers import MANY, wake_unoffered
from bot.rotation.passing_on import reckon

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class AwayRequest:
    """Somebody is put away, mostly by themselves. Without `until`: until they say so."""

    actor: Actor
    user: UserId
    until: datetime | None = None
    cover: UserId | None = None


@dataclass(frozen=True, slots=True)
class BackRequest:
    """Somebody is brought back, mostly by themselves."""

    actor: Actor
    user: UserId


def go_away(work: Work, request: AwayRequest, now: datetime) -> Receipt:
    """Somebody is offered nothing until they are back; what is offered to them goes on to the next
    person. Raises Refused, with what is wrong at its field.

    It is recorded under the locks of their queues: who makes an offer at this moment either sees
    the absence, or has made the offer before, and then it is passed on.
    """
    user, by = request.user, request.actor.user
    check_may_put(work, by, user)
    queues = queues_of(work, user)
    _check(work, request, queues, now)
    policy = policy_in_force(work)
    work.turns.lock(frozenset().union(*(policy.sharing(queue.name) for queue in queues)))
    former = work.absences.current(now, [user]).get(user)
    work.absences.begin(Absence(user, now, request.until, by, request.cover))
    _plan_return(work, user, request.until)
    passed_on = reckon(work, [user], now)
    held = [case for case in _unfinished(work, user) if case.owner == user]
    if by != user or held or request.actor.via is not Via.COMMAND:
        work.outbox.put(WentAway(user, by, now.isoformat()))
    if request.cover is not None and (former is None or former.cover != request.cover):
        work.outbox.put(Covering(request.cover, user))
    if former is not None and former.cover != request.cover:
        _no_longer_covers(work, former, by)
    work.outbox.put(*stale_homes(work, by))
    named = namer(work)
    zone = zone_of(work, by)
    who = "You are" if by == user else f"{named(user)} is"
    words = [f"{who} {away_until(request.until, zone)}."]
    if former is not None:
        words.append(f"That replaces: {away_until(former.until, zone)}.")
    if request.cover is not None:
        covers = "You cover" if request.cover == by else f"{named(request.cover)} covers"
        words.append(f"{covers} meanwhile.")
    if passed_on:
        to = "you" if by == user else "them"
        words.append(f"What is offered to {to} goes to the next person.")
    if held and by == user:
        words.append(f"{_counted(len(held))} yours: I have sent you a list, to hand them over.")
    return Receipt(" ".join(words))


def come_back(work: Work, request: BackRequest, now: datetime) -> Receipt:
    """Somebody may be offered cases again: by round robin, so that they get one and then wait for
    their turn, and what nobody could be offered, as far as they have room. Raises Refused."""
    user, by = request.user, request.actor.user
    check_may_put(work, by, user)
    name = namer(work)(user)
    former = work.absences.end(user, by, now)
    if former is None:
        return Receipt("You are not away." if by == user else f"{name} is not away.")
    work.timers.drop(TimerKind.ABSENCE_OVER, user)
    _is_there_again(work, user, now)
    if by != user:
        work.outbox.put(CameBack(user, by))
    _no_longer_covers(work, former, by)
    work.outbox.put(*stale_homes(work, by))
    who = "You are back: you are" if by == user else f"{name} is back: they are"
    return Receipt(f"{who} offered escalations again, in turn.")


def absence_is_over(work: Work, user: UserId, now: datetime) -> None:
    """The time has come at which somebody is expected back; it may have been moved since."""
    if user in work.absences.current(now, [user]):
        return
    _is_there_again(work, user, now)
    work.outbox.put(*stale_homes(work))


def check_may_put(work: Work, by: UserId, user: UserId) -> None:
    """Putting oneself away or back is everybody's who is in a queue; putting somebody else, their
    managers'. Raises Refused, UnknownPerson."""
    admitted(work, by)
    if by != user:
        try:
            admitted(work, user)
        except UnknownPerson:
            raise UnknownPerson(user, "them") from None
        except Refused:
            raise Refused("Only a full member of this workspace can be away here.") from None
        check_manages(by, managers_over(work, user), "put somebody else away or back")
    if not queues_of(work, user) and not _unfinished(work, user):
        raise Refused(
            "You are in no queue, so nothing is offered to you and you needn't be away."
            if by == user
            else "They are in no queue, so nothing is offered to them."
        )


def managers_over(work: Work, user: UserId) -> frozenset[UserId]:
    """Who manages somebody: the managers of the queues they are on, and the workspace's."""
    policy = policy_in_force(work)
    found = expand(work, policy.managers)
    for queue in policy.queues.values():
        if queue.member(user) is not None:
            found |= managers_of(work, policy, queue)
    return found


def away_until(until: datetime | None, zone: ZoneInfo) -> str:
    """Until when somebody is away, in plain words and in the time of who reads them."""
    if until is None:
        return "away until further notice"
    return f"away until {until.astimezone(zone):%a %-d %b %Y, %H:%M}"


def zone_of(work: Work, user: UserId) -> ZoneInfo:
    """A person's time zone as Slack knows it, which may be one that isn't known here."""
    person = work.people.get(user)
    try:
        return ZoneInfo(person.timezone if person is not None else "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _check(work: Work, request: AwayRequest, queues: tuple[Queue, ...], now: datetime) -> None:
    faults: dict[str, str] = {}
    if request.until is not None and request.until <= now:
        faults["until"] = "That is already past. Choose a later time."
    elif request.until is not None and request.until > now + LONGEST:
        faults["until"] = "A year is the longest. Leave it out if you don't know yet."
    if request.cover is not None:
        wrong = _why_no_cover(work, request, request.cover, queues, now)
        if wrong:
            faults["cover"] = wrong
    if faults:
        raise Refused(" ".join(faults.values()), fields=faults)


def _why_no_cover(
    work: Work, request: AwayRequest, cover: UserId, queues: tuple[Queue, ...], now: datetime
) -> str:
    """Why somebody can't cover. Who is away themselves can't, so no two cover for each other."""
    if cover == request.user:
        own = cover == request.actor.user
        return "You can't cover for yourself." if own else "Nobody covers for themselves."
    try:
        admitted(work, cover)
    except UnknownPerson:
        raise UnknownPerson(cover, "them") from None
    except Refused:
        return "Only a full member of this workspace can cover."
    policy = policy_in_force(work)
    in_one = any(
        queue.member(cover) is not None or cover in managers_of(work, policy, queue)
        for queue in queues
    )
    if not in_one:
        whose = "your" if request.user == request.actor.user else "their"
        return f"Only somebody of {whose} own queues can cover."
    absence = work.absences.current(now, [cover]).get(cover)
    if absence is not None:
        until = away_until(absence.until, zone_of(work, request.actor.user))
        return f"{namer(work)(cover)} is {until}: choose somebody else."
    return ""


def _plan_return(work: Work, user: UserId, until: datetime | None) -> None:
    work.timers.drop(TimerKind.ABSENCE_OVER, user)
    if until is not None:
        work.timers.plan([Timer(TimerKind.ABSENCE_OVER, until, about=user)])


def _no_longer_covers(work: Work, absence: Absence, by: UserId) -> None:
    """Tells who covered, unless it is they who have changed it."""
    if absence.cover is not None and absence.cover != by:
        work.outbox.put(NoLongerCovering(absence.cover, absence.user))


def _is_there_again(work: Work, user: UserId, now: datetime) -> None:
    for queue in sorted(queue.name for queue in queues_of(work, user)):
        wake_unoffered(work, queue, now)


def _unfinished(work: Work, user: UserId) -> Sequence[Escalation]:
    return work.escalations.find(Wanted(states=UNFINISHED, holder=user), limit=MANY)


def _counted(number: int) -> str:
    return "1 escalation stays" if number == 1 else f"{number} escalations stay"
