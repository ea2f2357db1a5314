"""The policy in force, the queues in it, and the people around a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.case.confidentiality import Confidentiality
from bot.case.errors import LostRace, RefusalCode, Refused
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId, is_group
from bot.case.permissions import Participants
from bot.policy import Policy, Queue
from bot.ports import Work


def policy_in_force(work: Work) -> Policy:
    """The current policy, with the members of each group that has a place on a rotation. Raises
    Refused when none was ever applied."""
    policy = work.policies.current()
    if policy is None:
        raise Refused(
            "Escalations isn't set up yet: it has no policy. Please tell its operator.",
            code=RefusalCode.NOT_SET_UP,
        )
    return with_groups(work, policy)


def with_groups(work: Work, policy: Policy) -> Policy:
    """A policy with the members of each group that has a place on a rotation."""
    groups = policy.groups_on_rotations()
    if not groups:
        return policy
    return policy.with_members({group: work.people.group_members([group]) for group in groups})


def hold_queues(work: Work, policy: Policy, *others: Policy) -> None:
    """Waits for the offers being made in the queues of these policies, and lets nobody make one
    until this transaction ends. Raises LostRace where the first of them is no longer in force."""
    work.turns.lock({name for one in (policy, *others) for name in one.queues})
    if not work.policies.is_newest(policy.version):
        raise LostRace("policy")


def queue_of(policy: Policy, escalation: Escalation) -> Queue:
    """The queue a case is at home in now (rules: At home); one that the policy no longer names, nor
    where its cases go, has managers and no rotation."""
    queue = policy.home_of(escalation.queue, escalation.kind)
    if queue is not None:
        return queue
    return Queue(escalation.queue, escalation.channel, office="", kinds=(escalation.kind,))


def expand(work: Work, ids: Iterable[str]) -> frozenset[UserId]:
    """The people behind user ids and user group ids (S…)."""
    listed = tuple(ids)
    groups = [i for i in listed if is_group(i)]
    people = frozenset(UserId(i) for i in listed if not is_group(i))
    return people | (work.people.group_members(groups) if groups else frozenset())


def managers_of(work: Work, policy: Policy, queue: Queue) -> frozenset[UserId]:
    """The queue's managers, the workspace's where it names none."""
    return expand(work, policy.managers_of(queue))


def managers_there(
    work: Work, policy: Policy, queue: Queue | None, now: datetime
) -> frozenset[UserId]:
    """Whom to tell of the managers of a queue, or of the workspace: those who are there; where none
    of a queue's own is, the workspace's; the ones who are away only where nobody else is left, and
    who can't act here any more, or can't be written to, never."""
    workspace = expand(work, policy.managers)
    own = managers_of(work, policy, queue) if queue is not None else workspace
    everybody = tuple(own | workspace)
    known, away = work.people.several(everybody), work.absences.current(now, everybody)
    left = {user for user, person in known.items() if not person.can_be_asked}
    gone = left | away.keys()
    ranks = (own - gone, workspace - gone, own - left, workspace - left)
    return next(filter(None, ranks), frozenset())


def unmanaged(work: Work, policy: Policy) -> tuple[Queue, ...]:
    """The queues of which nobody is left to be told anything: none of their managers, nor of the
    workspace's, is a full member whom messages reach."""
    queues = policy.queues.values()
    managers = {q.name: expand(work, (*q.managers, *policy.managers)) for q in queues}
    known = work.people.several(frozenset[UserId]().union(*managers.values()))
    gone = {user for user, person in known.items() if not person.can_be_asked}
    return tuple(q for q in queues if not managers[q.name] - gone)


def participants_of(
    work: Work, policy: Policy, queue: Queue, escalation: Escalation
) -> Participants:
    """The people around a case, its user groups read out."""
    cleared = None
    if escalation.confidentiality != Confidentiality.INTERNAL:
        cleared = expand(work, policy.clearances.get(escalation.confidentiality, ()))
    approval = policy.approval_of(escalation.kind)
    named = (approval.people if approval is not None else ()) or queue.approvers
    return Participants(
        frozenset(member.user for member in queue.rotation),
        managers_of(work, policy, queue),
        expand(work, named) if named else None,
        cleared,
    )


def queues_of(work: Work, user: UserId) -> tuple[Queue, ...]:
    """The queues a person is in: on the rotation, or a manager."""
    policy = policy_in_force(work)
    return tuple(
        q
        for q in policy.queues.values()
        if q.member(user) is not None or user in expand(work, policy.managers_of(q))
    )
