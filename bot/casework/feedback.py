"""Asking a target for a change, for a case: what may be asked, and the item it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.case.confidentiality import Confidentiality
from bot.case.decision import CHANGE_LIMIT, ROOT_CAUSES
from bot.case.errors import Fault, RefusalCode, check_text
from bot.case.escalation import Escalation
from bot.case.feedback import (
    FeedbackCase,
    FeedbackId,
    FeedbackItem,
)
from bot.case.people import Actor
from bot.case.personal_data import words_against
from bot.casework.feedback_looks import HALF, hours_of, plan_look
from bot.casework.queues import queue_of
from bot.casework.record import record, stale_homes
from bot.casework.second_looks import settle_by_feedback
from bot.events import FeedbackAsked
from bot.notices import FeedbackChanged
from bot.policy import Policy
from bot.ports import Work

FURTHEST = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """What somebody asks a target to change. Without `due_at`, the target has its usual time."""

    target: str
    root_cause: str
    what_should_change: str
    due_at: datetime | None = None


def faults_of(policy: Policy, asked: ChangeAsked, now: datetime) -> dict[str, Fault]:
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
        words = "That's already past. A due date lies ahead."
        faults["due"] = Fault(RefusalCode.IN_THE_PAST, words)
    elif asked.due_at is not None and asked.due_at > now + FURTHEST:
        faults["due"] = Fault(RefusalCode.TOO_FAR, "That is more than two years ahead.")
    return faults


def personal_faults(what_should_change: str) -> dict[str, Fault]:
    """The fault of a text with an e-mail address or a phone number in it."""
    words = words_against(what_should_change)
    return {"what_should_change": Fault(RefusalCode.INVALID, words)} if words else {}


def ask(
    work: Work, policy: Policy, escalation: Escalation, asked: ChangeAsked, by: Actor, now: datetime
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
        hours = hours_of(work, policy, target.owner)
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
    settle_by_feedback(work, escalation.id, by.user, now)
    work.outbox.put(FeedbackChanged(item.id), *stale_homes(work, by.user))
    return item, joined
