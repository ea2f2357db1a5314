"""Putting an open case before the next specialist, and what happens when there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.case.errors import LostRace
from bot.case.escalation import Escalation, Offer
from bot.case.identifiers import EscalationId, UserId
from bot.case.states import UNCLAIMED
from bot.casework.queues import managers_there, participants_of
from bot.casework.record import record
from bot.casework.service_clocks import hours_known
from bot.events import NobodyFound, OfferMade
from bot.notices import NobodyToOffer, Offered
from bot.policy import ClockKind, Policy, Queue
from bot.ports import CaseFilter, Work
from bot.reminders.timers import CaseTimer, OfferAgain, OfferLapse, OfferLapsing
from bot.rotation.choice import (
    Candidate,
    Choice,
    Exclusion,
    NobodyEligible,
    Pool,
    Requirements,
    Turn,
    choose,
)
from bot.service_levels.clocks import next_due, read_clocks
from bot.service_levels.hours import office_hours, serving_hours

OFFER_FRACTION = 0.8
"""An offer's person is reminded of it when so much of its time is gone."""
LOOK_AGAIN = timedelta(minutes=15)
"""How soon a case nobody could be offered is looked at again at the latest. Sooner where an office
opens, somebody is expected back, or anything happens that may make room (`wake_unoffered`)."""
NOT_AT_ONCE = timedelta(minutes=1)
MANY = 1000
FAR = timedelta(days=3660)
"""Where a case without a target comes among those that have one: last."""


def asked_of(policy: Policy, escalation: Escalation) -> Requirements:
    """What the case asks of who takes it. Without a service level its clock counts all hours."""
    level = policy.service_level(escalation.kind, escalation.priority)
    clock = level.clock if level is not None else ClockKind.ROUND_THE_CLOCK
    return Requirements(clock, escalation.skills, escalation.confidentiality)


def exclusions_of(work: Work, escalation: Escalation) -> tuple[Exclusion, ...]:
    """Who must not get the case: those whose own it is, and those found to have a conflict."""
    own = [Exclusion("raised it", escalation.requester)]
    own += [Exclusion("joined it", user) for user in escalation.co_requesters]
    # Nothing is known of a case that is only being raised, but of an appeal who must not judge it.
    is_unknown = escalation.is_new and not escalation.is_appeal
    return tuple(own) if is_unknown else (*own, *work.exclusions.of(escalation.id))


def candidates_of(
    work: Work, policy: Policy, queue: Queue, now: datetime, cleared: frozenset[UserId] | None
) -> tuple[Candidate, ...]:
    """The queue's rotation as its people are now. `cleared` are those let into the case's class,
    None for everybody."""
    users = [member.user for member in queue.rotation]
    standings = work.turns.standings(queue.name, users, now)
    return tuple(
        Candidate(
            member,
            office_hours(policy, member.office),
            stands.away,
            stands.load,
            stands.last_turn,
            cleared is None or member.user in cleared,
            stands.person is None or stands.person.is_full_member,
            stands.person is None or not stands.person.unreachable,
        )
        for member in queue.rotation
        for stands in (standings[member.user],)
    )


def next_person(
    work: Work,
    escalation: Escalation,
    policy: Policy,
    queue: Queue,
    now: datetime,
    *,
    not_again: Mapping[UserId, str] | None = None,
    new_round: bool,
) -> Choice | NobodyEligible:
    """The rotation's choice, under the lock of the queues that share its people. Raises LostRace
    where the policy, or a group that has a place on a rotation, isn't any more as it was read
    before the lock.

    Nobody is offered a case twice in a round. With `new_round`, once everybody has had it, it goes
    round again, to anyone but those in `not_again`.
    """
    work.turns.lock(policy.sharing(queue.name))
    asked = asked_of(policy, escalation)
    cleared = participants_of(work, policy, queue, escalation).cleared
    candidates = candidates_of(work, policy, queue, now, cleared)
    # After these: which policy is the newest was read with them.
    _check_is_as_read(work, policy)
    excluded, barred = exclusions_of(work, escalation), dict(not_again or {})
    had_it: dict[UserId, str] = {}
    if not escalation.is_new:
        already = work.turns.offered_in_run(escalation.id, escalation.run)
        had_it = dict.fromkeys(already, "has had it already this round")
    choice = choose(asked, Pool(candidates, excluded, had_it | barred), now)
    if isinstance(choice, NobodyEligible) and new_round:
        choice = choose(asked, Pool(candidates, excluded, barred), now)
    return choice


def _check_is_as_read(work: Work, policy: Policy) -> None:
    if not work.policies.is_newest(policy.version):
        raise LostRace("policy")
    stored = work.policies.version(policy.version)
    groups = stored.groups_on_rotations() if stored is not None else ()
    if stored is None or not groups:
        return
    members = {group: work.people.group_members([group]) for group in groups}
    if stored.with_members(members).queues != policy.queues:
        raise LostRace("user group")


def offer(
    work: Work,
    escalation: Escalation,
    policy: Policy,
    queue: Queue,
    now: datetime,
    *,
    not_again: Mapping[UserId, str] | None = None,
    quiet: bool = False,
) -> Escalation:
    """Offers an open case to the next person; if nobody is eligible, tells the managers why.

    `not_again` names people it must not go back to now. `quiet` keeps from telling the managers a
    second time. Returns the case as changed; the caller saves it.
    """
    choice = next_person(work, escalation, policy, queue, now, not_again=not_again, new_round=True)
    if isinstance(choice, NobodyEligible):
        if not quiet:
            _tell_managers(work, escalation, policy, queue, choice, now)
        # Who has just released it may have it again, with nobody else to take it.
        at = now + (NOT_AT_ONCE if not_again else LOOK_AGAIN)
        if choice.again_at is not None:
            at = min(at, choice.again_at)
        look_again(work, escalation.id, at)
        return escalation.offered(None)
    return put_before(work, escalation, policy, queue, choice, now)


def put_before(
    work: Work,
    escalation: Escalation,
    policy: Policy,
    queue: Queue,
    choice: Choice,
    now: datetime,
) -> Escalation:
    """Makes the offer: a turn, a lapse to come, a message to the person."""
    made = offer_of(escalation, policy, queue, Offer(choice.user, choice.why, now, now))
    work.turns.add(Turn(queue.name, choice.user, escalation.id, now, escalation.run))
    offered = escalation.offered(made)
    plan_offer(work, offered, policy, queue, now)
    work.outbox.put(Offered(choice.user, escalation.id, now.isoformat()))
    made_to = OfferMade(choice.user, tuple(dict(choice.others).items()))
    record(work, escalation.id, now, made_to, why=choice.why)
    return offered


def offer_of(escalation: Escalation, policy: Policy, queue: Queue, offer: Offer) -> Offer:
    """The offer with the instant at which it lapses: half a first-response target after it was
    made, in the hours of the person it is made to (rules: Offer lapses)."""
    level = policy.service_level(escalation.kind, escalation.priority)
    if level is None:
        return replace(offer, lapses_at=offer.made_at + timedelta(hours=1))
    hours = serving_hours(policy, queue, escalation.offered(offer), level.clock)
    target = hours.length(level.first_response)
    return replace(offer, lapses_at=hours.add(offer.made_at, target / 2))


def plan_offer(
    work: Work, escalation: Escalation, policy: Policy, queue: Queue, now: datetime
) -> None:
    """Plans the end of the offer there is, and the reminder before it."""
    made = escalation.offer
    assert made is not None, "asked only of a case that is offered"
    if not escalation.is_new:
        work.timers.cancel(escalation.id, [OfferLapse, OfferLapsing, OfferAgain])
    level = policy.service_level(escalation.kind, escalation.priority)
    timers: list[CaseTimer] = [OfferLapse(max(made.lapses_at, now), escalation.id)]
    if level is not None:
        hours = serving_hours(policy, queue, escalation, level.clock)
        lasts = hours.between(made.made_at, made.lapses_at)
        lapsing = hours.add(made.made_at, lasts * OFFER_FRACTION)
        if now < lapsing < made.lapses_at:
            timers.append(OfferLapsing(lapsing, escalation.id))
    work.timers.plan(timers)


def look_again(work: Work, escalation_id: EscalationId, at: datetime) -> None:
    """Has an unoffered case looked at then, and no more at any other time."""
    work.timers.cancel(escalation_id, [OfferAgain])
    work.timers.plan([OfferAgain(at, escalation_id)])


def wake_unoffered(work: Work, queue: str, now: datetime) -> None:
    """Somebody may be free again: has the queue's unoffered cases looked at, oldest due first.

    Each is offered in a transaction of its own, so that no two cases are ever locked together.
    """
    policy = work.policies.current()
    names = policy.names_of([queue]) if policy is not None else (queue,)
    wanted = CaseFilter(states=UNCLAIMED, queues=names, unoffered=True)
    waiting = [case.id for case in work.escalations.find(wanted, limit=MANY)]
    events, hours_of = work.clocks.of_many(waiting), hours_known(work)

    def due(case: EscalationId) -> datetime:
        return next_due(read_clocks(events.get(case, ()), hours_of).values()) or (now + FAR)

    waiting.sort(key=due)
    for place, case in enumerate(waiting):
        look_again(work, case, now + timedelta(microseconds=place))


def instead_of_managers(work: Work, queue: Queue) -> frozenset[str]:
    """Where nobody manages a queue: its channel, and who of its rotation can be told anything."""
    users = [member.user for member in queue.rotation]
    known = work.people.several(users)
    there = {u for u in users if (person := known.get(u)) is None or person.can_be_asked}
    return frozenset({queue.channel, *there})


def _tell_managers(
    work: Work,
    escalation: Escalation,
    policy: Policy,
    queue: Queue,
    nobody: NobodyEligible,
    now: datetime,
) -> None:
    managers: frozenset[str] = managers_there(work, policy, queue, now)
    if not managers:
        managers = instead_of_managers(work, queue)
    again_at = nobody.again_at.isoformat() if nobody.again_at is not None else ""
    told = [
        NobodyToOffer(UserId(m), escalation.id, nobody.reasons, again_at) for m in sorted(managers)
    ]
    work.outbox.put(*told)
    reasons = "; ".join(f"{user} {why}" for user, why in nobody.reasons)
    record(work, escalation.id, now, NobodyFound(), why=reasons or "the rotation is empty")
