"""The end of an office's day: when it is, and who could take a case over then."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.business_hours import OutOfReach
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.casework.offers import asked_of, candidates_of, exclusions_of
from bot.casework.queues import participants_of, policy_in_force, queue_of
from bot.policy import Policy
from bot.ports import Work
from bot.reminders.timers import DayEnd
from bot.rotation.choice import in_turn, obstacle
from bot.service_levels.hours import Hours, office_hours

BEFORE = timedelta(minutes=30)
"""How long before the end they are asked."""


LOOKS = (BEFORE, timedelta(minutes=20), timedelta(minutes=10))
"""When it is looked who has what; who takes a case later than the last knows that they close."""


BREAK = timedelta(hours=3)
"""A pause that is shorter is no end of the day."""


FORTNIGHT = timedelta(days=14)
"""An office whose day hasn't ended by then only pauses, and never closes."""


def end_of_day(hours: Hours, at: datetime) -> datetime | None:
    """The first end of a day after an instant; None for an office that never closes, or has no
    more than short pauses for a fortnight."""
    try:
        closes = hours.next_close(at)
        while closes is not None and (opens := hours.next_open(closes)) - closes < BREAK:
            closes = hours.next_close(opens) if opens - at < FORTNIGHT else None
    except OutOfReach:
        return None
    return closes if closes is not None and closes - at <= FORTNIGHT else None


def plan_day_ends(work: Work, policy: Policy, now: datetime) -> None:
    """Makes the timers those of the policy's offices. One that is due is left to its firing."""
    planned = {t.office: t.due_at for t in work.timers.of_kind(DayEnd)}
    for office in planned.keys() - policy.offices.keys():
        work.timers.drop_day_end(office)
    for office in policy.offices:
        before, wanted = planned.get(office), next_look(policy, office, now)
        if before != wanted and (before is None or before > now):
            plan_day_end(work, office, wanted)


def next_look(policy: Policy, office: str, now: datetime) -> datetime | None:
    """When the office's people are asked next; None where it never closes."""
    closes = end_of_day(office_hours(policy, office), now + LOOKS[-1])
    if closes is None:
        return None
    return next(closes - before for before in LOOKS if closes - before > now)


def plan_day_end(work: Work, office: str, at: datetime | None) -> None:
    """In place of any other of this office."""
    work.timers.drop_day_end(office)
    if at is not None:
        work.timers.plan([DayEnd(at, office)])


def awake_then(
    work: Work, escalation: Escalation, at: datetime, now: datetime
) -> tuple[UserId, ...]:
    """Who could take the case over at an instant, in their hours; whose turn is next goes first."""
    policy = policy_in_force(work)
    queue = queue_of(policy, escalation)
    asked, excluded = asked_of(policy, escalation), exclusions_of(work, escalation)
    cleared = participants_of(work, policy, queue, escalation).cleared
    found = in_turn(
        c
        for c in candidates_of(work, policy, queue, now, cleared)
        if c.user != escalation.owner
        and c.hours.is_open(at)
        and obstacle(c, asked, excluded, at) is None
    )
    return tuple(c.user for c in found)
