"""Snoozing a reminder: once, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.case.errors import Refused
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.states import State
from bot.casework.approach import Case, approach
from bot.casework.record import note
from bot.ports import Receipt, Snooze, Work
from bot.reminders.about import About, Run, Subject
from bot.reminders.plan import COMMUNICATE_EVERY
from bot.reminders.timers import Communicate, PlannedNudge

REASON_LIMIT = 1000


LONGEST_SNOOZE = timedelta(days=31)


SNOOZED_BEFORE = "This reminder was snoozed before, and each can be snoozed once."


@dataclass(frozen=True, slots=True)
class SnoozeRequest:
    """Somebody wants to be reminded of this later. `about` and `run` are the reminder's own."""

    actor: Actor
    escalation_id: EscalationId
    about: About
    run: Run
    until: datetime
    reason: str


def check_may_snooze(case: Case) -> None:
    """Raises Refused for who has nothing to be reminded of about this case."""
    e = case.escalation
    if e.state is State.CLOSED:
        raise Refused(f"{e.reference} is closed, so there is nothing to remind you of.")
    if case.actor.user not in (e.holder, *case.managers):
        raise Refused(f"{e.reference} is no longer with you, so there is nothing to remind you of.")


def snooze(work: Work, request: SnoozeRequest, now: datetime) -> Receipt:
    """Brings one reminder back later: once, and with a reason. Raises Refused."""
    case = approach(work, request.escalation_id, request.actor)
    e, user = case.escalation, request.actor.user
    check_may_snooze(case)
    faults: dict[str, str] = {}
    if not request.reason:
        faults["reason"] = "Say why it can wait."
    elif len(request.reason) > REASON_LIMIT:
        faults["reason"] = f"Keep it under {REASON_LIMIT:,} characters."
    if request.until <= now:
        faults["until"] = "That is already past. Choose a later time."
    elif request.until > now + LONGEST_SNOOZE:
        faults["until"] = "A month is the longest."
    if faults:
        raise Refused(" ".join(faults.values()), fields=faults)
    once = Snooze(e.id, user, request.about, request.run, request.until, request.reason, now)
    if not work.snoozes.add(once):
        raise Refused(SNOOZED_BEFORE)
    later = PlannedNudge(
        request.until,
        e.id,
        user,
        request.about,
        request.run,
        wanted_at=request.until,
        as_manager=user != e.holder,
        at_any_hour=True,
    )
    work.timers.plan([later])
    if request.about.subject is Subject.COMMUNICATION:
        # It comes back daily by itself: not before the day that was asked for.
        work.timers.cancel(e.id, [Communicate])
        again = request.until + COMMUNICATE_EVERY
        work.timers.plan([Communicate(again, e.id)])
    details = {"about": request.about.subject.value, "until": request.until.isoformat()}
    note(work, e.id, now, "snoozed", by=request.actor, why=request.reason, details=details)
    return Receipt(f"You are reminded of {e.reference} again then.", e.id)
