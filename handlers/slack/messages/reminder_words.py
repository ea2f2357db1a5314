"""What a reminder says of one thing: what is due, by which clock, and with whom it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.transitions import Move
from bot.casework.case_view import CaseView
from bot.notices import Nudge
from bot.reminders.about import OF_REVIEWS, About, Step, Topic, instant_of
from bot.service_levels.clocks import ClockName, ClockReading
from handlers.slack.messages.markup import BUTTONS, date, hours_words, inert, person, shortened
from handlers.slack.messages.written import asked_of, outcome_label

_SHARES = {Step.HALF: "Half", Step.MOST: "80 %"}
_NEAR = {
    Step.THREE_DAYS: "in less than 72 hours",
    Step.ONE_DAY: "in less than 24 hours",
    Step.FOUR_HOURS: "in less than 4 hours",
}


@dataclass(frozen=True, slots=True)
class Reminded:
    """One thing that is still so: the case as it is now, the thread's link ('' if there is none),
    whether this person may still snooze it, and whether who has it is away or has left. `awake`:
    who could take it over at the end of the office's day, whose turn is next first."""

    nudge: Nudge
    view: CaseView
    url: str
    may_snooze: bool
    awake: tuple[UserId, ...] = ()
    holder_is_gone: bool = False
    tells: bool = False
    """Whether it is brought back to one who raised it, who is to tell the customer."""


def words_of(thing: Reminded, now: datetime) -> str:
    e, about = thing.view.escalation, thing.nudge.of
    match about.subject:
        case Topic.FIRST_RESPONSE | Topic.UPDATE | Topic.RESOLUTION | Topic.REVIEW:
            reading = thing.view.clocks[ClockName(about.subject.value)]
            return _of_clock(thing, about, reading, now)
        case Topic.OFFER:
            assert e.offer is not None, "it is still so"
            lapses = date(e.offer.lapses_at)
            return f"Please claim this by {lapses}: after that it's offered to somebody else."
        case Topic.WAIT:
            if thing.nudge.as_manager:
                return f"The wait is over: its date has come.{_with(thing)}"
            return "The wait is over: its date has come, and it's with you again."
        case Topic.DEADLINE:
            assert e.deadline is not None, "it is still so"
            at, source = date(e.deadline.at), inert(e.deadline.source, 300)
            if now > e.deadline.at:
                return f"The legal deadline has passed: it was {at} ({source}).{_with(thing)}"
            near = _NEAR[about.step]
            return f"The legal deadline is {near}: {at} ({source}).{_with(thing)}"
        case Topic.CONSULT:
            return f"{_unanswered(thing)}{_with(thing)}"
        case Topic.DAY_END:
            return _at_closing(thing)
        case Topic.COMMUNICATION:
            if thing.tells:
                return _to_tell(thing)
            return f"{_unsettled(e)}{_with(thing)}"
        case _:
            assert_never(about.subject)


def _to_tell(thing: Reminded) -> str:
    """It stands in for the note of the decision, so that it says as much."""
    words = "Please tell the customer what was decided, then press *I have told them*."
    decision = thing.view.decision
    if decision is None:
        return words
    why = inert(decision.explanation, 700)
    return f"{words}\n*{outcome_label(decision.outcome)}*. *Why:* {why}"


def _unsettled(e: Escalation) -> str:
    """Which of what closes a decided case is missing."""
    if not e.is_untold:
        told = "and its party is not told" if e.close_note else "and told"
        return f"This is decided {told}, and nobody has said that it's carried out."
    told = "the impacted party has not been told yet"
    then = ""
    if e.silence is not None:
        told = f"the impacted party may not be told (since {date(e.silence.since)})"
        then = (
            " Close it untold, or keep it open, and once they may be told, say so with "
            f"*{BUTTONS[Move.CHANGE_SILENCE]}* in the menu of its card."
        )
    if e.is_to_be_carried_out:
        return (
            f"This is decided. {told[0].upper()}{told[1:]}, and nobody has said that it's carried "
            f"out.{then}"
        )
    return f"This is decided, and {told}.{then}"


def _unanswered(thing: Reminded) -> str:
    late = [c for c in thing.view.consults if c.id == thing.nudge.in_run]
    (consult,) = late
    team = inert(consult.team, 60)
    asked = shortened(consult.question, 1, 160)[0]
    return (
        f"{team} was to answer by {date(consult.due_at)}, and hasn't: “{asked}” They were reminded."
    )


def _at_closing(thing: Reminded) -> str:
    closes = date(instant_of(thing.nudge.in_run))
    words = f"Your office closes {closes}, and this P1 counts all hours."
    if not thing.awake:
        return f"{words} Nobody else in the queue works then, so it stays with you."
    return f"{words} Please hand it over to somebody who works then. Next in turn comes first:"


def _of_clock(thing: Reminded, about: About, reading: ClockReading, now: datetime) -> str:
    counted = f"(counted {hours_words(reading.hours)})"
    due, is_update = date(reading.due_at), about.subject is Topic.UPDATE
    if reading.is_late(now):
        since = f"late: it was due {due} {counted}"
        if thing.nudge.as_manager:
            return f"The {reading.clock.words} is {since}.{_with(thing)}"
        todo = " Write in the thread how it stands." if is_update else ""
        return f"The {reading.clock.words} is {since}.{todo or _with(thing)}"
    if is_update:
        update = f"An update is due {due} {counted}. Write in the thread how it stands."
        return f"{update}{_with(thing)}"
    share = _SHARES[about.step]
    used = f"{share} of the time for the {reading.clock.words} is used."
    return f"{used} It's due {due} {counted}.{_with(thing)}"


def _is_of_review(thing: Reminded) -> bool:
    """Whether it's for who approves to act on it."""
    return thing.nudge.of.subject in (*OF_REVIEWS, Topic.DEADLINE)


def _with(thing: Reminded) -> str:
    """With whom it is, for somebody else."""
    e = thing.view.escalation
    if thing.view.review is not None and _is_of_review(thing):
        if not thing.nudge.as_manager:
            return " Its decision waits for your approval."
        return f" Its decision is written, {asked_of(thing.view.review)}."
    if not thing.nudge.as_manager:
        return ""
    if thing.holder_is_gone and e.holder is not None:
        return f" It's with {person(e.holder)}, who isn't there."
    if e.owner is not None:
        return f" It's with {person(e.owner)}."
    return f" It's offered to {person(e.offer.to)}." if e.offer else " Nobody has it."
