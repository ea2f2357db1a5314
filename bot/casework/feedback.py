"""Feedback items: asking a target for a change, who is who to an item, bringing it back in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.case.confidentiality import Confidentiality
from bot.case.decision import CHANGE_LIMIT, ROOT_CAUSES
from bot.case.errors import Fault, RefusalCode, check_text
from bot.case.escalation import Escalation
from bot.case.feedback import (
    UNFINISHED,
    WITH_THE_TARGET,
    FeedbackCase,
    FeedbackId,
    FeedbackItem,
    FeedbackRole,
    FeedbackState,
)
from bot.case.identifiers import ChannelId, UserId
from bot.case.people import Actor
from bot.case.personal_data import words_against
from bot.casework.queues import expand, managers_of, managers_there, queue_of
from bot.casework.record import record, stale_homes
from bot.casework.reminding import is_gone
from bot.events import FeedbackAsked
from bot.notices import FeedbackChanged
from bot.policy import INTERNAL_TARGETS, Duration, Policy
from bot.ports import Work
from bot.reminders.timers import FeedbackLook
from bot.service_levels.hours import Hours, working_hours

FURTHEST = timedelta(days=2 * 366)
VERIFY_DAYS = 2
"""Working days after which who asked is reminded that it is done."""
LONGEST_PAUSE = 20
"""Working days between two reminders, which come ever later, at most."""
HALF, DUE = 0, 1
"""The first two reminders of a target; those after it are late."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks a target to change. Without `due_at`, the target has its usual time."""

    target: str
    root_cause: str
    what_should_change: str
    due_at: datetime | None = None


def faults_of(policy: Policy, asked: Asked, now: datetime) -> dict[str, Fault]:
    """What is wrong with what is asked, by field. A text that goes to a target names nobody."""
    faults: dict[str, Fault] = {}
    if asked.target not in policy.feedback:
        words = "Choose whom the feedback goes to."
        if asked.target:
            words = f"The policy has no {asked.target!r} to give feedback to any more. {words}"
        faults["feedback_to"] = Fault(RefusalCode.INVALID, words)
    if asked.root_cause not in ROOT_CAUSES:
        faults["root_cause"] = Fault(RefusalCode.REQUIRED, "Choose the root cause.")
    missing = "Say what should change so that it doesn't happen again."
    faults |= check_text(
        "what_should_change", asked.what_should_change, CHANGE_LIMIT, missing=missing
    )
    faults |= personal_faults(asked.what_should_change)
    if asked.due_at is not None and asked.due_at <= now:
        words = "That is already past. A due date lies ahead."
        faults["due"] = Fault(RefusalCode.IN_THE_PAST, words)
    elif asked.due_at is not None and asked.due_at > now + FURTHEST:
        faults["due"] = Fault(RefusalCode.TOO_FAR, "That is more than two years ahead.")
    return faults


def personal_faults(what_should_change: str) -> dict[str, Fault]:
    """The fault of a text with an e-mail address or a phone number in it."""
    words = words_against(what_should_change)
    return {"what_should_change": Fault(RefusalCode.INVALID, words)} if words else {}


def ask(
    work: Work, policy: Policy, escalation: Escalation, asked: Asked, by: Actor, now: datetime
) -> tuple[FeedbackItem, bool]:
    """Has a target asked for a change, for this case; what was asked keeps the rules. A case joins
    the item that is with the same target for the same cause (rules: Feedback); whether it did is
    told too. One above `internal` gives its reference and no more."""
    target = policy.feedback[asked.target]
    is_kept = escalation.confidentiality != Confidentiality.INTERNAL
    case = FeedbackCase(
        escalation.id,
        queue_of(policy, escalation).name,
        by.user,
        now,
        "" if is_kept else asked.what_should_change,
        is_kept,
    )
    before = work.feedback.of_cause(target.name, asked.root_cause)
    if before is not None:
        item = work.feedback.save(before.with_case(case))
    else:
        hours = _hours(work, policy, target.owner)
        due_at = asked.due_at or hours.add(now, hours.length(target.due))
        item = work.feedback.add(
            FeedbackItem(
                FeedbackId(0),
                target.name,
                asked.root_cause,
                target.channel,
                target.owner,
                by.user,
                now,
                due_at,
                (case,),
            )
        )
        plan_look(work, policy, item, HALF, now)
    joined = before is not None
    known = {c.escalation_id for c in before.cases} if before is not None else set()
    if escalation.id not in known:
        event = FeedbackAsked(item.id, item.target, item.root_cause, joined)
        record(work, escalation.id, now, event, by=by)
    work.outbox.put(FeedbackChanged(item.id), *stale_homes(work, by.user))
    return item, joined


# --- who is who


def owner_of(policy: Policy, item: FeedbackItem) -> UserId:
    """The target's owner now; the one there was, where the policy names the target no more."""
    target = policy.feedback.get(item.target)
    return target.owner if target is not None else item.owner


def is_vendor(target: str) -> bool:
    """Whether a target is a vendor, whose people are those who can read its channel."""
    return target not in INTERNAL_TARGETS


def roles_in(
    work: Work, policy: Policy, item: FeedbackItem, user: UserId, reads_in: ChannelId | None = None
) -> frozenset[FeedbackRole]:
    """Who somebody is to an item. `reads_in`: the channel they have just pressed something in,
    which they can read then."""
    place = work.feedback.place_of(item.id)
    where = place.channel if place is not None else item.channel
    managers = expand(work, policy.managers)
    for name in {policy.moved.get(case.queue, case.queue) for case in item.cases}:
        queue = policy.queues.get(name)
        managers |= managers_of(work, policy, queue) if queue is not None else frozenset()
    roles = {
        FeedbackRole.OWNER: user == owner_of(policy, item),
        FeedbackRole.READER: is_vendor(item.target) and reads_in == where,
        FeedbackRole.ASKER: user in item.askers,
        FeedbackRole.MANAGER: user in managers,
    }
    return frozenset(role for role, holds in roles.items() if holds)


def told_of_item(
    work: Work, policy: Policy, item: FeedbackItem, now: datetime
) -> tuple[tuple[UserId, UserId | None], ...]:
    """Who is to act on an item: the target's owner, then who asked for it; where they aren't there,
    the managers in their place."""
    user = owner_of(policy, item) if item.state in WITH_THE_TARGET else item.asked_by
    if not is_gone(work, user, now):
        return ((user, None),)
    queue = next((policy.queues[c.queue] for c in item.cases if c.queue in policy.queues), None)
    others = managers_there(work, policy, queue, now) - {user}
    return tuple((other, user) for other in sorted(others))


# --- in time


def plan_look(work: Work, policy: Policy, item: FeedbackItem, number: int, now: datetime) -> None:
    """Has an item brought back: to its target when half of its time is used, when it is due, and
    then ever later; once it is done, to who is to verify it, ever later. In their hours."""
    work.timers.drop_feedback(item.id)
    if item.state not in UNFINISHED:
        return
    is_theirs = item.state in WITH_THE_TARGET
    hours = _hours(work, policy, owner_of(policy, item) if is_theirs else item.asked_by)
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


def _hours(work: Work, policy: Policy, user: UserId) -> Hours:
    return working_hours(policy, user, work.people.get(user))
