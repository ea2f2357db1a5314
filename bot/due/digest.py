"""A digest is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.case.identifiers import UserId
from bot.casework.digests import digest_timer, next_time, told_of_reader
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
    ended. That
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
    work.outbox.put(DigestDue(digest.to, digest.queues, digest.timezone, *period, late))
    work.timers.plan([digest_timer(digest, until, next_time(digest, max(now, until)))])
