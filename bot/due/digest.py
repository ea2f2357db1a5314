"""A digest is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.case.identifiers import UserId
from bot.casework.digests import (
    begins_week,
    digest_timer,
    next_time,
    register_grew,
    told_of_reader,
)
from bot.casework.queues import managers_there
from bot.notices import DigestDue, MemberLeft
from bot.policy import Policy
from bot.ports import Work
from bot.reminders.timers import PlannedDigest

ON_TIME = timedelta(minutes=5)
"""What comes later than this tells how things are now, not how they were when it was due."""


def fire_digest(work: Work, policy: Policy, timer: PlannedDigest, now: datetime) -> None:
    """Sends one digest for the period that ended, and plans the next. After a time in which nothing
    ran there is one digest as of now, not one for each period missed; the next starts where this
    ended. The first of a week tells the register's head, also where it tells nothing else. That
    nobody reads it any more is told the managers once."""
    digest = next((d for d in policy.digests if d.key == timer.key), None)
    if digest is None:
        return
    since, until, late = timer.since, timer.due_at, ""
    if now - until > ON_TIME:
        until, late = now, timer.due_at.isoformat()
    reader = work.people.get(UserId(digest.to))
    if reader is not None and not reader.can_be_asked and not told_of_reader(work, digest, now):
        managers = managers_there(work, policy, None, now)
        work.outbox.put(*(MemberLeft(to, reader.user, ()) for to in sorted(managers)))
    period = (since.isoformat(), until.isoformat())
    head = begins_week(since, until, digest.timezone) and register_grew(work, digest, now)
    work.outbox.put(DigestDue(digest.to, digest.queues, digest.timezone, *period, late, head))
    work.timers.plan([digest_timer(digest, until, next_time(digest, max(now, until)))])
