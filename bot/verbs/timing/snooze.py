"""Snoozing a reminder: once, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.case.errors import Fault, RefusalCode, Refused, at_fault, check_text
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor
from bot.casework.approach import Case, approach
from bot.casework.record import notes_changed, record
from bot.events import ReminderSnoozed
from bot.notices import about_case
from bot.ports import Receipt, Snooze, Work
from bot.reminders.about import About, Run, Topic
from bot.reminders.timers import COMMUNICATE_EVERY, Communicate, PlannedNudge

LONGEST_SNOOZE = timedelta(days=31)


SNOOZED_BEFORE = "This reminder was snoozed before, and each can be snoozed once."


@dataclass(frozen=True, slots=True)
class SnoozeRequest:
    """Somebody wants to be reminded of this later: of all that one reminder said of a case, each
    by what it's about and its run."""

    actor: Actor
    escalation_id: EscalationId
    reminders: tuple[tuple[About, Run], ...]
    until: datetime
    reason: str


def check_may_snooze(work: Work, case: Case) -> None:
    """Raises Refused for who has nothing to be reminded of about this case."""
    e = case.escalation
    if case.actor.user not in (e.holder, *case.managers, *_approvers(work, case)):
        raise Refused(
            f"{e.reference} is no longer with you, so there is nothing to remind you of.",
            code=RefusalCode.NOT_ALLOWED,
        )
    if e.is_closed:
        raise Refused(
            f"{e.reference} is closed, so there is nothing to remind you of.",
            code=RefusalCode.WRONG_STATE,
        )


def _approvers(work: Work, case: Case) -> tuple[UserId, ...]:
    review = work.reviews.open_of(case.escalation.id)
    return review.asked if review is not None else ()


def snooze(work: Work, request: SnoozeRequest, now: datetime) -> Receipt:
    """Brings what one message reminded of back later: once, and with a reason. Raises Refused."""
    case = approach(work, request.escalation_id, request.actor)
    e, user = case.escalation, request.actor.user
    check_may_snooze(work, case)
    faults = check_text("reason", request.reason, missing="Say why it can wait.")
    if request.until <= now:
        words = "That's already past. Choose a later time."
        faults["until"] = Fault(RefusalCode.IN_THE_PAST, words)
    elif request.until > now + LONGEST_SNOOZE:
        faults["until"] = Fault(RefusalCode.TOO_FAR, "A month is the longest.")
    if faults:
        raise at_fault(faults)
    once = [
        (about, run)
        for about, run in request.reminders
        if work.snoozes.add(Snooze(e.id, user, about, run, request.until, request.reason, now))
    ]
    if not once:
        raise Refused(SNOOZED_BEFORE, code=RefusalCode.ALREADY_SO)
    work.timers.plan(
        PlannedNudge(
            request.until,
            e.id,
            user,
            about,
            run,
            wanted_at=request.until,
            as_manager=user != e.holder and user not in _approvers(work, case),
            at_any_hour=True,
        )
        for about, run in once
    )
    subjects = [about.subject for about, _ in once]
    if Topic.COMMUNICATION in subjects:
        # It comes back daily by itself: not before the day that was asked for.
        work.timers.cancel(e.id, [Communicate])
        again = request.until + COMMUNICATE_EVERY
        work.timers.plan([Communicate(again, e.id)])
    snoozed = ReminderSnoozed(subjects[0], request.until)
    record(work, e.id, now, snoozed, by=request.actor, why=request.reason)
    work.outbox.put(*notes_changed(work, about_case(e.id)))
    return Receipt(f"You are reminded of {e.reference} again then.", e.id)
