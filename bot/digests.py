"""Digests: when one is due, exactly once a period, and the figures it reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cronsim import CronSim

from bot.board import counts_of
from bot.escalation import UNFINISHED, Escalation
from bot.lists import EVERY_OPEN_CASE
from bot.notices import DigestDue
from bot.policy import Digest, Policy
from bot.ports import Wanted, Work
from bot.reminding.reminders import Timer, TimerKind
from bot.service.clocks import hours_known
from bot.service.service_levels import read_clocks

OLDEST = 5


@dataclass(frozen=True, slots=True)
class Figures:
    """What a digest says of its queues: the period's counts, and how things stand now."""

    since: datetime
    until: datetime
    opened: int
    decided: int
    open: int
    unclaimed: int
    at_risk: int
    breached: int
    oldest: tuple[Escalation, ...]


def next_time(digest: Digest, after: datetime) -> datetime:
    """The first instant after this one at which the digest's cron fires, in UTC."""
    local = after.astimezone(ZoneInfo(digest.timezone))
    return next(CronSim(digest.cron, local)).astimezone(UTC)


def last_time(digest: Digest, before: datetime) -> datetime:
    """The last instant before this one at which the digest's cron fired, in UTC."""
    local = before.astimezone(ZoneInfo(digest.timezone))
    return next(CronSim(digest.cron, local, reverse=True)).astimezone(UTC)


def plan_digests(work: Work, policy: Policy, now: datetime) -> None:
    """Makes the digests' timers those of the policy; one that is unchanged keeps its period."""
    wanted = {d.key: d for d in policy.digests}
    planned = {_key(t.about): t for t in work.timers.of_kind(TimerKind.DIGEST)}
    for key, timer in planned.items():
        if key not in wanted:
            work.timers.drop(TimerKind.DIGEST, timer.about)
    new = [d for key, d in wanted.items() if key not in planned]
    work.timers.plan(_timer(d, last_time(d, now), next_time(d, now)) for d in new)


def fire_digest(work: Work, policy: Policy, timer: Timer, now: datetime) -> None:
    """Sends one digest for the period that ended, and plans the next. After a time in which nothing
    ran there is one digest, not one for each period missed; the next starts where this ended."""
    digest = next((d for d in policy.digests if d.key == _key(timer.about)), None)
    if digest is None:
        return
    since, until = _since(timer.about), timer.due_at
    work.outbox.put(
        DigestDue(digest.to, digest.queues, digest.timezone, since.isoformat(), until.isoformat())
    )
    work.timers.plan([_timer(digest, until, next_time(digest, max(now, until)))])


def figures(work: Work, queues: Sequence[str], since: datetime, now: datetime) -> Figures:
    """Counts the period from `since` to `now`, and reads how things stand at `now`."""
    wanted = Wanted(states=UNFINISHED, queues=tuple(queues))
    cases = work.escalations.find(wanted, limit=EVERY_OPEN_CASE)
    clocks = work.clocks.of_many([c.id for c in cases])
    hours_of = hours_known(work)
    stands = counts_of(((c, read_clocks(clocks.get(c.id, ()), hours_of)) for c in cases), now)
    return Figures(
        since=since,
        until=now,
        opened=work.digests.opened(queues, since, now),
        decided=work.digests.decided(queues, since, now),
        open=stands.open,
        unclaimed=stands.unclaimed,
        at_risk=stands.at_risk,
        breached=stands.breached,
        oldest=tuple(cases[:OLDEST]),
    )


def _timer(digest: Digest, since: datetime, due_at: datetime) -> Timer:
    return Timer(TimerKind.DIGEST, due_at, about=f"{since.isoformat()} {digest.key}")


def _key(about: str) -> str:
    return about.partition(" ")[2]


def _since(about: str) -> datetime:
    return datetime.fromisoformat(about.partition(" ")[0])
