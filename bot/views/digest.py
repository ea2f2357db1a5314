"""A digest of this moment, for a manager who asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.case.identifiers import UserId
from bot.case.permissions import check_manages
from bot.casework.approach import admitted
from bot.casework.case_view import Seen
from bot.casework.digests import last_time, starts_before
from bot.casework.queues import expand, managers_of, policy_in_force
from bot.casework.viewer import Viewer
from bot.policy import Policy
from bot.ports import Work
from bot.reports.digest import PERIODS, Figures, figures

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AskedDigest:
    """What somebody may see of how their queues stand, in their zone."""

    figures: Figures
    worst: Sequence[Seen]
    oldest: Sequence[Seen]
    queues: tuple[str, ...]
    timezone: str


def digest_now(work: Work, user: UserId, now: datetime) -> AskedDigest:
    """The digest that is sent to them, of what came since the last one; for who gets none, of all
    the queues they manage and the last day. Raises Refused for who manages nothing."""
    person = admitted(work, user)
    policy = policy_in_force(work)
    managed = _managed(work, policy, user)
    check_manages(user, frozenset([user] if managed else []), "read a digest")
    theirs = next((digest for digest in policy.digests if digest.to == user), None)
    queues = tuple(theirs.queues) if theirs is not None else managed
    since = last_time(theirs, now) if theirs is not None else now - A_DAY
    zone = theirs.timezone if theirs is not None else person.timezone or policy.timezone
    counted = figures(work, queues, since, now, starts_before(theirs, since, now, PERIODS - 1))
    viewer = Viewer(work, user)
    worst, oldest = viewer.views(counted.worst), viewer.views(counted.oldest)
    counted = replace(counted, worst=(), oldest=())
    return AskedDigest(counted, worst, oldest, queues, zone)


def _managed(work: Work, policy: Policy, user: UserId) -> tuple[str, ...]:
    if user in expand(work, policy.managers):
        return tuple(policy.queues)
    return tuple(
        name for name, queue in policy.queues.items() if user in managers_of(work, policy, queue)
    )
