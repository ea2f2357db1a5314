"""People who leave the workspace, come back to it, or are taken off a group that has a place on a
rotation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.case.identifiers import UserId
from bot.case.people import Person, as_told
from bot.case.states import UNFINISHED
from bot.casework.digests import told_of_reader
from bot.casework.exposure import rejudge
from bot.casework.offers import MANY, instead_of_managers, wake_unoffered
from bot.casework.passing_on import recheck_assignments, recheck_held
from bot.casework.queues import (
    hold_queues,
    managers_of,
    managers_there,
    policy_in_force,
    queue_of,
    queues_of,
    unmanaged,
    with_groups,
)
from bot.casework.record import stale_homes
from bot.casework.taken_off import tell_of_taken_off
from bot.notices import MemberLeft, NobodyManages
from bot.policy import Policy, Queue
from bot.ports import CaseFilter, Work
from bot.reminders.timers import Recheck


def heard_of(work: Work, told: Person, now: datetime) -> None:
    """Remembers somebody as Slack tells of them: see `remember`."""
    remember(work, as_told(work.people.hold(told.user), told), now)


def remember(work: Work, person: Person, now: datetime) -> None:
    """Remembers somebody as they are. Who can't act any more, or can't be written to, drops out of
    the rotation, and the managers are told once; who can again is offered cases. What they raised
    has another requester, or none."""
    before = work.people.hold(person.user)
    now_in_force = work.policies.current()
    if not _makes_a_difference(before, person) or now_in_force is None:
        work.people.put([person])
        if before is None and now_in_force is not None and work.channels.exposed():
            # Somebody in a shared channel may have waited for that.
            rejudge(work, now_in_force, now)
        return
    policy = policy_in_force(work)
    # Who offers or hands over a case at this moment either sees them gone, or has done it before:
    # it is passed on.
    hold_queues(work, policy)
    if not _makes_a_difference(work.people.hold(person.user), person):
        # Another has heard of it, and told, while this one waited for the queues.
        work.people.put([person])
        return
    queues = [queue.name for queue in queues_of(work, person.user)]
    without = unmanaged(work, policy)
    work.people.put([person])
    if person.can_be_asked:
        for queue in sorted(queues):
            wake_unoffered(work, queue, now)
    else:
        recheck_assignments(work, [person.user], now)
        if not person.is_full_member:
            theirs = CaseFilter(states=UNFINISHED, takes_part=person.user)
            work.timers.plan(Recheck(now, case) for case in work.escalations.numbers(theirs))
        _tell_managers(work, policy, person.user, now)
        _tell_of_unmanaged(work, policy, without)
    rejudge(work, policy, now)
    work.outbox.put(*stale_homes(work))


def heard_of_all(work: Work, people: Iterable[Person]) -> tuple[Person, ...]:
    """Remembers people as a list of Slack's tells of them. Returns those that need a closer look,
    each in a transaction of its own: not the thousands of guests that a first list may bring."""
    told = list(people)
    before = work.people.several(person.user for person in told)
    told = [as_told(before.get(person.user), person) for person in told]
    policy = policy_in_force(work) if work.policies.current() is not None else None
    queues = policy.queues.values() if policy is not None else ()
    on_rotations = {member.user for queue in queues for member in queue.rotation}
    closer = [
        person
        for person in told
        if (person.user in before or person.user in on_rotations)
        and _makes_a_difference(before.get(person.user), person)
    ]
    work.people.put(person for person in told if person not in closer)
    return tuple(closer)


def heard_of_group(
    work: Work,
    group: str,
    now: datetime,
    *,
    members: Iterable[UserId] | None = None,
    added: Iterable[UserId] = (),
    removed: Iterable[UserId] = (),
) -> None:
    """Remembers a user group's members, whole or what was added and removed. Where it has a place
    on a rotation, what is offered to who is on it no more goes on, and new people may be offered
    what waits."""
    policy = work.policies.current()
    queues = (
        sorted(q.name for q in policy.queues.values() if q.member(UserId(group))) if policy else []
    )
    if policy:
        hold_queues(work, policy)
    policy_before = with_groups(work, policy) if policy else None
    without = unmanaged(work, policy) if policy else ()
    before = work.people.group_members([group])
    if members is not None:
        work.people.put_group(group, members)
    else:
        work.people.change_group(group, added, removed)
    after = work.people.group_members([group])
    if policy is None or policy_before is None or before == after:
        return
    policy_now = with_groups(work, policy)
    tell_of_taken_off(work, policy_before, policy_now, now)
    _tell_of_unmanaged(work, policy_now, without)
    recheck_assignments(work, before - after, now)
    if any(group in ids for ids in policy.clearances.values()):
        recheck_held(work, before - after, now)
    rejudge(work, policy_now, now)
    for queue in queues:
        wake_unoffered(work, queue, now)
    work.outbox.put(*stale_homes(work))


def _makes_a_difference(before: Person | None, after: Person) -> bool:
    """Whether somebody could be asked to take cases and can't any more, or the other way round.
    Nothing speaks against who isn't known yet."""
    could = before is None or before.can_be_asked
    return could != after.can_be_asked


def _tell_of_unmanaged(work: Work, policy: Policy, before: Iterable[Queue]) -> None:
    """Says of each queue whose last manager has gone just now that it has none: in its channel, and
    to its rotation."""
    known = {queue.name for queue in before}
    for queue in unmanaged(work, policy):
        if queue.name not in known:
            told = sorted(instead_of_managers(work, queue))
            work.outbox.put(*(NobodyManages(to, queue.name) for to in told))


def _tell_managers(work: Work, policy: Policy, user: UserId, now: datetime) -> None:
    """Tells the managers of the queues they are on, manage or have a case of, each once; of a
    queue's manager, and of whom a digest goes to, the workspace's managers too."""
    named = {
        queue.name: queue
        for queue in policy.queues.values()
        if queue.member(user) or user in managers_of(work, policy, queue)
    }
    for case in work.escalations.find(CaseFilter(states=UNFINISHED, holder=user), limit=MANY):
        if case.owner == user:
            named.setdefault(case.queue, queue_of(policy, case))
    whose: dict[UserId, list[str]] = {}
    for name, queue in sorted(named.items()):
        to = managers_there(work, policy, queue, now)
        if user in managers_of(work, policy, queue):
            to |= managers_there(work, policy, None, now)
        for manager in to - {user}:
            whose.setdefault(manager, []).append(name)
    digests = [digest for digest in policy.digests if digest.to == user]
    for digest in digests:
        told_of_reader(work, digest, now)
    if digests:
        for manager in managers_there(work, policy, None, now) - {user}:
            whose.setdefault(manager, [])
    work.outbox.put(*(MemberLeft(to, user, tuple(queues)) for to, queues in sorted(whose.items())))
