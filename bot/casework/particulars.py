"""What follows from the answers of a kind: a legal deadline, an embargo, that nobody is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.case.errors import Fault, RefusalCode
from bot.case.escalation import Deadline, Escalation, Silence
from bot.case.kinds import DEADLINE, EMBARGO, MAY_BE_TOLD, RECEIVED, Kind
from bot.case.questions import Moment, read_answer
from bot.case.text import cut
from bot.ports import Work
from bot.reminders.plan import plan_deadline
from bot.reminders.timers import EmbargoOver

FURTHEST = timedelta(days=10 * 366)
SOURCE_LIMIT = 300


def check_instants(kind: Kind, answers: Mapping[str, str], now: datetime) -> dict[str, Fault]:
    """What is wrong with the instants that were answered, by the question's key: what has happened
    lies behind, a deadline and an embargo's end ahead, a deadline after what sets it."""
    faults: dict[str, Fault] = {}
    read = {key: instant_answered(answers, key) for key in answers}
    for question in kind.questions:
        at = read.get(question.key)
        if at is None or not isinstance(question.asks, Moment):
            continue
        label = question.label
        if question.asks.is_past and at > now:
            words = f"{label}: that is still to come. Write when it was."
            faults[question.key] = Fault(RefusalCode.INVALID, words)
        elif not question.asks.is_past and at <= now:
            words = f"{label}: that is already past."
            faults[question.key] = Fault(RefusalCode.IN_THE_PAST, words)
        elif at > now + FURTHEST:
            words = f"{label}: that is more than ten years ahead."
            faults[question.key] = Fault(RefusalCode.TOO_FAR, words)
    deadline, received = read.get(DEADLINE), read.get(RECEIVED)
    if deadline is not None and received is not None and deadline <= received:
        words = "Deadline: that is before it was received. One of the two dates is wrong."
        faults[DEADLINE] = Fault(RefusalCode.INVALID, words)
    return faults


def with_particulars(escalation: Escalation, zone: str) -> Escalation:
    """A new case with what its answers bring: its legal deadline as typed in this zone, its
    embargo, and that the party may not be told."""
    e, answers = escalation, escalation.answers
    deadline, embargo = instant_answered(answers, DEADLINE), instant_answered(answers, EMBARGO)
    if deadline is not None:
        source = answers.get("authority") or answers.get("sender") or e.kind
        made = Deadline(deadline, zone, cut(source, SOURCE_LIMIT), e.requester, e.opened_at)
        e = replace(e, deadline=made)
    if embargo is not None:
        e = replace(e, embargo_until=embargo)
    if answers.get(MAY_BE_TOLD) == "no":
        reason = answers.get("legal_basis") or answers.get("authority", "")
        e = replace(e, silence=Silence(e.opened_at, e.requester, reason))
    return e


def plan_particulars(work: Work, escalation: Escalation, now: datetime) -> None:
    """Plans what comes of a case's deadline and embargo."""
    if escalation.deadline is not None:
        work.timers.plan(plan_deadline(escalation.id, escalation.deadline, now))
    if escalation.embargo_until is not None:
        work.timers.plan([EmbargoOver(escalation.embargo_until, escalation.id)])


def instant_answered(answers: Mapping[str, str], key: str) -> datetime | None:
    """The instant that was answered to a question; None where none was."""
    found = read_answer(Moment(), answers.get(key, ""))
    return found if isinstance(found, datetime) else None
