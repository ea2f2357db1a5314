"""Putting a policy in force: a new version, its digests planned, waiting cases looked at again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.digests import plan_digests
from bot.escalation import UNFINISHED
from bot.policy import Policy
from bot.policy.diff import differences
from bot.ports import Wanted, Work
from bot.reminding.reminders import Timer, TimerKind
from bot.rotation.offers import wake_unoffered


@dataclass(frozen=True, slots=True)
class Proposal:
    """What applying a file would do. `since_base` is what others changed after the version the file
    is based on: not empty means that applying it would undo that."""

    current: Policy | None
    changes: tuple[str, ...]
    since_base: tuple[str, ...]
    base: int | None


def propose(work: Work, policy: Policy, based_on: int | None) -> Proposal:
    """Compares a policy with the one in force, and that one with the version it is based on."""
    current = work.policies.current()
    base = work.policies.version(based_on) if based_on is not None else None
    is_older = current is not None and based_on is not None and based_on != current.version
    since = differences(base, current) if is_older and current is not None else ()
    if is_older and base is None:
        since = (f"version {based_on} is not one of this database's",)
    return Proposal(current, differences(current, policy), since, based_on)


def adopt(work: Work, policy: Policy, by: str, now: datetime) -> Policy:
    """Stores the next version and lets what depends on it follow. Clocks that run keep their
    targets, which were promised, and count on in the hours of the new version; a verdict never
    changes when settings do."""
    stored = work.policies.add(replace(policy, version=0), by, now)
    plan_digests(work, stored, now)
    for queue in stored.queues:
        wake_unoffered(work, queue, now)
    _reckon_anew(work, now)
    return stored


def _reckon_anew(work: Work, now: datetime) -> None:
    """Has each unfinished case looked at, in a transaction of its own: an office may keep other
    hours now, or somebody may sit in another office."""
    cases = work.escalations.numbers(Wanted(states=UNFINISHED))
    work.timers.plan(Timer(TimerKind.RECKON, now, case) for case in cases)
