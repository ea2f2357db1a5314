"""A case that waits on a team: the one wait it has is on all the teams its owner waits for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.case.escalation import Escalation, Party, Wait
from bot.case.identifiers import UserId
from bot.case.text import REASON_LIMIT, cut
from bot.casework.approach import Case
from bot.casework.news import listeners
from bot.casework.record import record
from bot.casework.service_clocks import pause_clocks
from bot.events import WaitBegun
from bot.notices import Waiting
from bot.ports import Work
from bot.reminders.about import Topic
from bot.reminders.timers import WaitOver


def wait_on(
    work: Work,
    before: Escalation,
    team: str,
    question: str,
    until: datetime,
    by: UserId,
    now: datetime,
) -> Wait | None:
    """The wait on this team, None where the case can't wait, or waits on somebody else. With
    several teams the wait is one, until the last of them is due."""
    standing = before.wait
    if before.is_in_hand:
        party = Party.LEGAL if team.casefold() == Party.LEGAL else Party.TEAM
        return Wait(party, cut(question, REASON_LIMIT), until, now, by)
    others = work.consults.open_of(before.id)
    if standing is None or not any(c.waited_since == standing.since for c in others):
        return None
    return replace(standing, until=max(standing.until, until))


def begin_wait(work: Work, case: Case, wait: Wait, now: datetime) -> tuple[Waiting, ...]:
    """Begins the wait, or has the one on another team last longer; what people are told of it."""
    before, by = case.escalation, case.actor.user
    work.timers.cancel(before.id, [WaitOver])
    work.timers.plan([WaitOver(wait.until, before.id)])
    if before.is_waiting:
        work.escalations.save(replace(before, wait=wait))
        return ()
    pause_clocks(work, before, wait, now)
    work.timers.cancel_nudges(before.id, Topic.WAIT)
    work.escalations.save(before.waiting(wait))
    begun = WaitBegun(wait.on, wait.until)
    record(work, before.id, now, begun, by=case.actor, why=wait.for_what)
    told = listeners(work, case.served_by, before, by, now, requester=False)
    return tuple(Waiting(one.to, before.id, now.isoformat(), one.in_place_of) for one in told)
