"""A timer as a row of its table, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import assert_never

from bot.case.feedback import FeedbackId
from bot.case.identifiers import EscalationId, UserId
from bot.case.second_look import LookId
from bot.case.spoken import Spoken
from bot.reminders.about import About, Step, Topic, number_of, read_about, read_run
from bot.reminders.timers import (
    AbsenceOver,
    ApproverLook,
    CaseTimer,
    ChannelLook,
    ClockStep,
    Communicate,
    ConsultStep,
    DayEnd,
    DeadlineStep,
    Due,
    EmbargoOver,
    FeedbackLook,
    OfferAgain,
    OfferLapse,
    OfferLapsing,
    PlannedDigest,
    PlannedNudge,
    Recheck,
    SecondLookStep,
    Timer,
    Unreadable,
    WaitOver,
    WordsGathered,
)
from bot.service_levels.clocks import ClockName
from storage.tables import TimerRow

NAMES: Mapping[type[Due], str] = {
    ClockStep: "reminder",
    OfferLapse: "offer_lapse",
    OfferAgain: "offer_again",
    OfferLapsing: "offer_lapsing",
    ApproverLook: "approver",
    WaitOver: "wait_over",
    DeadlineStep: "deadline",
    EmbargoOver: "embargo_over",
    ConsultStep: "consult",
    Communicate: "communicate",
    PlannedNudge: "nudge",
    Recheck: "reckon",
    AbsenceOver: "absence_over",
    PlannedDigest: "digest",
    DayEnd: "day_end",
    ChannelLook: "channels",
    FeedbackLook: "feedback",
    SecondLookStep: "second_look",
    WordsGathered: "words",
}
"""What each kind is called in a row."""

_KINDS = {name: kind for kind, name in NAMES.items()}


def columns_of(timer: Timer) -> dict[str, object]:
    columns: dict[str, object] = {
        "kind": NAMES[type(timer)],
        "due_at": timer.due_at,
        "escalation_id": None,
        "about": _about(timer),
        "person": None,
        "run": 0,
        "wanted_at": None,
        "as_manager": False,
        "at_any_hour": False,
    }
    if isinstance(timer, CaseTimer | PlannedNudge | WordsGathered):
        columns["escalation_id"] = timer.escalation_id
    if isinstance(timer, PlannedNudge):
        columns |= {
            "person": timer.to,
            "run": number_of(timer.run),
            "wanted_at": timer.wanted_at,
            "as_manager": timer.as_manager,
            "at_any_hour": timer.at_any_hour,
        }
    return columns


def _about(timer: Timer) -> str:
    match timer:
        case ClockStep() | PlannedNudge():
            return str(timer.about)
        case DeadlineStep():
            return str(About(Topic.DEADLINE, timer.step))
        case ConsultStep():
            return f"{timer.consult}:{timer.step}:{timer.number}:{timer.to}"
        case PlannedDigest():
            return f"{timer.since.isoformat()} {timer.key}"
        case AbsenceOver():
            return timer.user
        case DayEnd():
            return timer.office
        case FeedbackLook():
            return f"{timer.item} {timer.number}"
        case SecondLookStep():
            return str(timer.look)
        case WordsGathered():
            return _words_as_text(timer)
        case OfferLapse() | OfferLapsing() | OfferAgain() | ApproverLook():
            return ""
        case WaitOver() | Communicate() | Recheck() | EmbargoOver() | ChannelLook():
            return ""
        case _:
            assert_never(timer)


def timer_of(row: TimerRow) -> Timer | Unreadable:
    """One that can't be read is put off like one that fails: it's to hold up none of the others."""
    try:
        return _READERS[_KINDS[row.kind]](row)
    except (KeyError, ValueError) as problem:
        return Unreadable(row.due_at, f"timer {row.kind} {row.about}: {problem!r}", id=row.id)


def _case(row: TimerRow) -> EscalationId:
    if row.escalation_id is None:
        raise ValueError("it is of no case")
    return EscalationId(row.escalation_id)


def _words_as_text(timer: WordsGathered) -> str:
    words = [[one.by, one.text, *filter(None, (one.ts,))] for one in timer.words]
    return json.dumps([timer.to, timer.in_place_of, words], ensure_ascii=False)


def _words(row: TimerRow) -> WordsGathered:
    to, instead, words = json.loads(row.about)
    # An earlier version kept no third: when it was written.
    said = tuple(Spoken(UserId(by), *rest) for by, *rest in words)
    meant = UserId(instead) if instead else None
    return WordsGathered(row.due_at, _case(row), UserId(to), said, meant, id=row.id)


def _clock_step(row: TimerRow) -> ClockStep:
    about = read_about(row.about)
    clock = ClockName(about.subject.value)
    match about.step:
        case Step.HALF | Step.MOST | Step.BREACH | Step.AGAIN:
            return ClockStep(row.due_at, _case(row), clock, about.step, about.number, id=row.id)
        case _:
            raise ValueError(f"no step of a clock: {about.step}")


def _nudge(row: TimerRow) -> PlannedNudge:
    if row.person is None:
        raise ValueError("it is nobody's")
    about = read_about(row.about)
    return PlannedNudge(
        row.due_at,
        _case(row),
        UserId(row.person),
        about,
        read_run(about.subject, row.run),
        row.wanted_at or row.due_at,
        row.as_manager,
        row.at_any_hour,
        id=row.id,
    )


def _digest(row: TimerRow) -> PlannedDigest:
    since, _, key = row.about.partition(" ")
    return PlannedDigest(row.due_at, key, datetime.fromisoformat(since), id=row.id)


def _feedback_look(row: TimerRow) -> FeedbackLook:
    item, _, number = row.about.partition(" ")
    return FeedbackLook(row.due_at, FeedbackId(int(item)), int(number), id=row.id)


def _deadline_step(row: TimerRow) -> DeadlineStep:
    about = read_about(row.about)
    match about.step:
        case Step.THREE_DAYS | Step.ONE_DAY | Step.FOUR_HOURS | Step.PASSED:
            return DeadlineStep(row.due_at, _case(row), about.step, id=row.id)
        case _:
            raise ValueError(f"no step of a deadline: {about.step}")


def _consult_step(row: TimerRow) -> ConsultStep:
    consult, step, number, to = row.about.split(":", 3)
    match Step(step):
        case (Step.HALF | Step.MOST | Step.BREACH | Step.AGAIN) as known:
            return ConsultStep(
                row.due_at, _case(row), int(consult), known, to, int(number), id=row.id
            )
        case _:
            raise ValueError(f"no step of a consult: {step}")


_READERS: Mapping[type[Due], Callable[[TimerRow], Timer]] = {
    ClockStep: _clock_step,
    OfferLapse: lambda row: OfferLapse(row.due_at, _case(row), id=row.id),
    OfferAgain: lambda row: OfferAgain(row.due_at, _case(row), id=row.id),
    OfferLapsing: lambda row: OfferLapsing(row.due_at, _case(row), id=row.id),
    ApproverLook: lambda row: ApproverLook(row.due_at, _case(row), id=row.id),
    WaitOver: lambda row: WaitOver(row.due_at, _case(row), id=row.id),
    DeadlineStep: _deadline_step,
    EmbargoOver: lambda row: EmbargoOver(row.due_at, _case(row), id=row.id),
    ConsultStep: _consult_step,
    Communicate: lambda row: Communicate(row.due_at, _case(row), id=row.id),
    PlannedNudge: _nudge,
    Recheck: lambda row: Recheck(row.due_at, _case(row), id=row.id),
    AbsenceOver: lambda row: AbsenceOver(row.due_at, UserId(row.about), id=row.id),
    PlannedDigest: _digest,
    DayEnd: lambda row: DayEnd(row.due_at, row.about, id=row.id),
    ChannelLook: lambda row: ChannelLook(row.due_at, id=row.id),
    FeedbackLook: _feedback_look,
    SecondLookStep: lambda row: SecondLookStep(row.due_at, LookId(int(row.about)), id=row.id),
    WordsGathered: _words,
}
