"""When a feedback item is brought back to who is to act on it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.case.feedback import UNFINISHED, WITH_THE_TARGET, FeedbackItem, FeedbackState
from bot.case.identifiers import UserId
from bot.casework.feedback_people import owner_of
from bot.policy import Duration, Policy
from bot.ports import Work
from bot.reminders.timers import FeedbackLook
from bot.service_levels.hours import Hours, working_hours

VERIFY_DAYS = 2
"""Working days after which who asked is reminded that it is done."""
LONGEST_PAUSE = 20
"""Working days between two reminders, which come ever later, at most."""
HALF, DUE = 0, 1
"""The first two reminders of a target; those after it are late."""


def plan_look(work: Work, policy: Policy, item: FeedbackItem, number: int, now: datetime) -> None:
    """Has an item brought back: to its target when half of its time is used, when it is due, and
    then ever later; once it is done, to who is to verify it, ever later. In their hours."""
    work.timers.drop_feedback(item.id)
    if item.state not in UNFINISHED:
        return
    is_theirs = item.state in WITH_THE_TARGET
    hours = hours_of(work, policy, owner_of(policy, item) if is_theirs else item.asked_by)
    at = _of_target(item, hours, number) if is_theirs else _of_asker(item, hours, number)
    while at <= now:
        # What was missed while nothing ran comes once, not once for each time.
        number += 1
        at = _of_target(item, hours, number) if is_theirs else _of_asker(item, hours, number)
    work.timers.plan([FeedbackLook(hours.next_open(at), item.id, number)])


def _of_target(item: FeedbackItem, hours: Hours, number: int) -> datetime:
    if number == HALF:
        return hours.add(item.asked_at, hours.between(item.asked_at, item.due_at) / 2)
    if number == DUE:
        return item.due_at + timedelta(seconds=1)
    return _later(hours, item.due_at, 1, number - DUE - 1)


def _of_asker(item: FeedbackItem, hours: Hours, number: int) -> datetime:
    done = item.mark(FeedbackState.DONE)
    since = done.at if done is not None else item.asked_at
    return _later(hours, since, VERIFY_DAYS, number)


def _later(hours: Hours, at: datetime, days: int, number: int) -> datetime:
    """So many working days after an instant, and twice as long each time; every LONGEST_PAUSE from
    when that is shorter."""
    total, pause = 0, days
    for _ in range(number + 1):
        total += min(pause, LONGEST_PAUSE)
        pause *= 2
    return hours.add(at, total * hours.length(Duration(days=1)))


def hours_of(work: Work, policy: Policy, user: UserId) -> Hours:
    """When somebody works, which their time is counted in."""
    return working_hours(policy, user, work.people.get(user))
