"""A digest of this moment, for a manager who asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.case.identifiers import UserId
from bot.casework.approach import admitted
from bot.casework.case_view import Seen
from bot.casework.digests import last_time, starts_before
from bot.casework.viewer import Viewer
from bot.ports import Work
from bot.reports.digest import PERIODS, Figures, figures
from bot.views.report import check_reads_figures

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
    managed = check_reads_figures(work, user, "read a digest")
    policy = managed.policy
    theirs = next((digest for digest in policy.digests if digest.to == user), None)
    queues = tuple(theirs.queues) if theirs is not None else managed.queues
    since = last_time(theirs, now) if theirs is not None else now - A_DAY
    zone = theirs.timezone if theirs is not None else person.timezone or policy.timezone
    counted = figures(work, queues, since, now, starts_before(theirs, since, now, PERIODS - 1))
    viewer = Viewer(work, user)
    worst, oldest = viewer.views(counted.worst), viewer.views(counted.oldest)
    counted = replace(counted, worst=(), oldest=())
    return AskedDigest(counted, worst, oldest, queues, zone)
