"""Putting a policy in force: what prevents it, a new version, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.case.identifiers import UserId
from bot.case.states import UNFINISHED
from bot.casework.day_ends import plan_day_ends
from bot.casework.digests import plan_digests
from bot.casework.exposure import look_at_all, plan_look_at_all, rejudge
from bot.casework.offers import wake_unoffered
from bot.casework.queues import with_groups
from bot.casework.record import stale_homes
from bot.casework.taken_off import tell_of_taken_off
from bot.casework.unknown_people import look_up_named
from bot.policy import Policy
from bot.policy.diff import differences
from bot.ports import CaseFilter, Work
from bot.reminders.timers import Recheck
from bot.verbs.settings.hindrances import hindrances


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
    against = tuple(hindrances(work, current, policy)) if current is not None else ()
    return Proposal(current, differences(current, policy), since, based_on, against)


def adopt_policy(work: Work, policy: Policy, by: str, now: datetime, why: str = "") -> Policy:
    """Stores the next version and lets what depends on it follow. Clocks that run keep their
    targets, which were promised, and count on in the hours of the new version; a verdict never
    changes when settings do. Who is named and not known is looked up; who is taken off a rotation
    is told what they still have. Where cases may be offered meanwhile, the queues are held before
    the policy is compared (`hold_queues`). `by` is a user id, or the place of a command in a
    shell."""
    before = work.policies.current()
    held_by = with_groups(work, before) if before is not None else None
    stored = work.policies.add(replace(policy, version=0), by, now, why)
    if before is not None and held_by is not None:
        for old, new in stored.moved.items():
            if before.moved.get(old) != new:
                work.turns.rename(old, new)
        tell_of_taken_off(work, held_by, with_groups(work, stored), now)
    plan_digests(work, stored, now)
    plan_day_ends(work, stored, now)
    plan_look_at_all(work, stored, now)
    for queue in stored.queues:
        wake_unoffered(work, queue, now)
    _recheck_cases(work, now)
    # A channel may be named anew: what waited for the old one goes there.
    work.outbox.retry_places()
    look_up_named(work, stored)
    if before is not None:  # at the first start all channels are looked at anyway
        look_at_all(work, stored)
        rejudge(work, stored, now)
    work.outbox.put(*stale_homes(work, UserId(by)))
    return stored


def _recheck_cases(work: Work, now: datetime) -> None:
    """Has each unfinished case looked at, in a transaction of its own: it may be at home in another
    queue, an office may keep other hours now, or somebody may sit in another office."""
    cases = work.escalations.numbers(CaseFilter(states=UNFINISHED))
    work.timers.plan(Recheck(now, case) for case in cases)
