"""When each digest is due, exactly once a period."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

from bot.case.identifiers import RequestKey
from bot.policy import Digest, Policy
from bot.ports import Receipt, Work
from bot.reminders.timers import PlannedDigest


def next_time(digest: Digest, after: datetime) -> datetime:
    """The first instant after this one at which the digest's cron fires, in UTC."""
    local = after.astimezone(ZoneInfo(digest.timezone))
    return next(CronSim(digest.cron, local)).astimezone(UTC)


def last_time(digest: Digest, before: datetime) -> datetime:
    """The last instant before this one at which the digest's cron fired, in UTC."""
    local = before.astimezone(ZoneInfo(digest.timezone))
    return next(CronSim(digest.cron, local, reverse=True)).astimezone(UTC)


def starts_before(
    digest: Digest | None, since: datetime, until: datetime, count: int
) -> tuple[datetime, ...]:
    """When the periods before this one began, the earliest first: as the digest's cron has them,
    else as long as this one. One that began late ended the one before late."""
    if digest is None:
        length = until - since
        return tuple(since - length * n for n in range(count, 0, -1))
    is_late = next_time(digest, since - timedelta(seconds=1)) != since
    starts = [last_time(digest, since) if is_late else since]
    for _ in range(count):
        starts.append(last_time(digest, starts[-1]))
    return tuple(reversed(starts[1:]))


def begins_week(since: datetime, until: datetime, timezone: str) -> bool:
    """Whether what covers this period is the first of a week, which begins on Monday there."""
    first, last = (at.astimezone(ZoneInfo(timezone)).isocalendar()[:2] for at in (since, until))
    return first != last


def register_grew(work: Work, digest: Digest, now: datetime) -> bool:
    """Whether the register has a head that its reader wasn't told yet; notes that they are."""
    head = work.decisions.head()
    key = RequestKey(f"register_head:{digest.to}:{head.digest}")
    if not head.entries or work.requests.find(key) is not None:
        return False
    work.requests.keep(key, Receipt(""), now)
    return True


def plan_digests(work: Work, policy: Policy, now: datetime) -> None:
    """Makes the digests' timers those of the policy; one that is unchanged keeps its period, unless
    a clock that was ahead has planned it for later than its next time."""
    wanted = {d.key: d for d in policy.digests}
    planned = {timer.key: timer for timer in work.timers.of_kind(PlannedDigest)}
    for key, timer in list(planned.items()):
        if key not in wanted or timer.due_at > next_time(wanted[key], now):
            work.timers.drop(timer)
            del planned[key]
    new = [d for key, d in wanted.items() if key not in planned]
    work.timers.plan(digest_timer(d, last_time(d, now), next_time(d, now)) for d in new)


def told_of_reader(work: Work, digest: Digest, now: datetime) -> bool:
    """Notes that the managers are told that nobody reads this digest any more; whether they were
    before."""
    key = RequestKey(f"digest_without_reader:{digest.key}")
    if work.requests.find(key) is not None:
        return True
    work.requests.keep(key, Receipt(""), now)
    return False


def digest_timer(digest: Digest, since: datetime, due_at: datetime) -> PlannedDigest:
    return PlannedDigest(due_at, digest.key, since)
