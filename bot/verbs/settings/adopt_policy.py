"""Putting a policy in force: what prevents it, a new version, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.states import UNCLAIMED, UNFINISHED
from bot.casework.day_ends import plan_day_ends
from bot.casework.digests import plan_digests
from bot.casework.offers import wake_unoffered
from bot.casework.queues import expand
from bot.casework.record import stale_homes
from bot.policy import Policy, Queue
from bot.policy.diff import differences
from bot.ports import CaseFilter, Work
from bot.reminders.timers import Recheck

NAMED_CASES = 5


@dataclass(frozen=True, slots=True)
class Proposal:
    """What putting a policy in force would do. `since_base` is what others changed after the
    version it is based on: not empty means that applying a file would undo that. `hindrances` say
    what has to be done first."""

    current: Policy | None
    changes: tuple[str, ...]
    since_base: tuple[str, ...]
    base: int | None
    hindrances: tuple[str, ...] = ()


def propose(work: Work, policy: Policy, based_on: int | None) -> Proposal:
    """Compares a policy with the one in force, and that one with the version it is based on."""
    current = work.policies.current()
    base = work.policies.version(based_on) if based_on is not None else None
    is_older = current is not None and based_on is not None and based_on != current.version
    since = differences(base, current) if is_older and current is not None else ()
    if is_older and base is None:
        since = (f"version {based_on} is not one of this database's",)
    against = tuple(_hindrances(work, current, policy)) if current is not None else ()
    return Proposal(current, differences(current, policy), since, based_on, against)


def _hindrances(work: Work, current: Policy, policy: Policy) -> Iterator[str]:
    """What a policy may say and the cases or the people of the moment don't allow."""
    if _managing(work, current) and not _managing(work, policy):
        yield (
            "Nobody would be left to manage the workspace: of its managers at least one has to be "
            "a full member, by name or in a user group."
        )
    for queue in current.queues.values():
        after = policy.queues.get(queue.name)
        if after is not None and _on_rotation(work, after):
            continue
        offered = _offered(work, queue.name) if _on_rotation(work, queue) else []
        if offered:
            yield (
                f"The rotation of {queue.name} can't be emptied while {_named(offered)}: put "
                "somebody else on it first."
            )


def _managing(work: Work, policy: Policy) -> bool:
    """Whether anybody who manages the workspace is known as one of its full members."""
    known = work.people.several(expand(work, policy.managers)).values()
    return any(person.is_full_member for person in known)


def _on_rotation(work: Work, queue: Queue) -> bool:
    return bool(expand(work, (member.user for member in queue.rotation)))


def _offered(work: Work, queue: str) -> list[Escalation]:
    wanted = CaseFilter(states=UNCLAIMED, queues=(queue,))
    cases = work.escalations.find(wanted, limit=work.escalations.count(wanted))
    return [case for case in cases if case.offer is not None]


def _named(cases: list[Escalation]) -> str:
    names = [case.reference for case in cases[:NAMED_CASES]]
    left = len(cases) - len(names)
    if left:
        return f"{', '.join(names)} and {left} more are offered"
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"{listed} {'is' if len(names) == 1 else 'are'} offered"


def adopt_policy(work: Work, policy: Policy, by: str, now: datetime, why: str = "") -> Policy:
    """Stores the next version and lets what depends on it follow. Clocks that run keep their
    targets, which were promised, and count on in the hours of the new version; a verdict never
    changes when settings do. Where cases may be offered meanwhile, the queues are held before the
    policy is compared (`hold_queues`). `by` is a user id, or the place of a command in a shell."""
    stored = work.policies.add(replace(policy, version=0), by, now, why)
    plan_digests(work, stored, now)
    plan_day_ends(work, stored, now)
    for queue in stored.queues:
        wake_unoffered(work, queue, now)
    _recheck_cases(work, now)
    # A channel may be named anew: what waited for the old one goes there.
    work.outbox.retry_places()
    work.outbox.put(*stale_homes(work, UserId(by)))
    return stored


def _recheck_cases(work: Work, now: datetime) -> None:
    """Has each unfinished case looked at, in a transaction of its own: an office may keep other
    hours now, or somebody may sit in another office."""
    cases = work.escalations.numbers(CaseFilter(states=UNFINISHED))
    work.timers.plan(Recheck(now, case) for case in cases)
